package io.beta9.provisioning.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerDeathTest {

  @Test
  void terraformOutlivesTheWorkerThatStartedIt(@TempDir Path base) throws Exception {
    TinyStack tiny = TinyStack.withGate(base);
    tiny.terraform().init(TinyStack.run("init"));
    tiny.terraform().plan(TinyStack.run("plan"), PlanMode.APPLY);
    Process worker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DyingWorker.class.getName(),
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
    Finished finished =
        tiny.terraform()
            .resume(
                child.orElseThrow(),
                0,
                new Run(
                    "apply",
                    TinyStack.PLENTY,
                    RunControl.UNDISTURBED,
                    ProcessRegister.NONE,
                    journal));
    assertThat(finished.applied()).contains(new ApplySummary(2, 0, 0, 0));
    assertThat(tiny.terraform().state(TinyStack.PLENTY).resources()).hasSize(2);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
