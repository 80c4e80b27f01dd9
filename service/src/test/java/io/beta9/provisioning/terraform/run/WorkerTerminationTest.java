package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.ProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTerminationTest {

  @Test
  void terraform_survives_the_worker_that_started_it(@TempDir Path base) throws Exception {
    TinyStack tiny = TinyStack.withGate(base);
    tiny.terraform().init(TinyStack.run("init"));
    tiny.terraform().plan(TinyStack.run("plan"));
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TerminatingWorker.class.getName(),
                base.toString())
            .inheritIO()
            .start();
    Path out = tiny.stack().runDirectory("apply").resolve("out.jsonl");
    await().until(() -> Files.exists(out) && read(out).contains("Provisioning with"));

    worker.destroyForcibly().waitFor();

    Optional<ChildProcess> child = ChildProcess.reattach(tiny.stack().runDirectory("apply"));
    assertThat(child).hasValueSatisfying(c -> assertThat(c.exitCode()).isEmpty());
    assertThat(child.orElseThrow().liveness()).isEqualTo(ChildProcess.Liveness.ALIVE);
    tiny.openGate();
    RecordedJournal journal = new RecordedJournal();
    RunResult finished =
        tiny.terraform()
            .resume(
                child.orElseThrow(),
                0,
                new TerraformRun(
                    "apply", TinyStack.PLENTY, RunControl.CONTINUE, ProcessRegistry.NONE, journal));
    assertThat(finished.applied()).contains(new ApplySummary(2, 0, 0, 0));
    assertThat(tiny.terraform().state(TinyStack.PLENTY).resources()).hasSize(2);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
