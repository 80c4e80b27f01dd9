package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.run.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a run after the machine lost power. */
class ChildProcessTest {
  @TempDir private Path base;
  private RecordedRun run;

  @BeforeEach
  void record() throws IOException {
    run = RecordedRun.running(base, new EnvironmentId("env_000000000001"));
  }

  @Test
  void reattaches_to_a_running_process() {
    assertThat(ChildProcess.reattach(run.folder()))
        .get()
        .returns(ChildProcess.Liveness.ALIVE, ChildProcess::liveness);
  }

  @Test
  void ignores_an_empty_pid_file() throws IOException {
    assertThat(ChildProcess.reattach(run.emptied(ChildProcess.PID).folder())).isEmpty();
  }

  @Test
  void reports_no_exit_code_for_an_empty_file() throws IOException {
    ChildProcess child = ChildProcess.reattach(run.folder()).orElseThrow();
    run.emptied(ChildProcess.EXIT);
    assertThat(child.exitCode()).isEmpty();
  }
}
