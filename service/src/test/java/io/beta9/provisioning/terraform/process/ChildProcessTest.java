package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.terraform.run.RecordedRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine that lost its power may have left of a run. */
class ChildProcessTest {
  @TempDir private Path base;
  private RecordedRun run;

  @BeforeEach
  void record() throws IOException {
    run = RecordedRun.living(base, new EnvironmentId("env_000000000001"));
  }

  @Test
  void a_whole_record_tells_of_a_living_process() {
    assertThat(ChildProcess.reattach(run.folder()))
        .get()
        .returns(ChildProcess.Liveness.ALIVE, ChildProcess::liveness);
  }

  @Test
  void an_empty_record_tells_of_none() throws IOException {
    assertThat(ChildProcess.reattach(run.emptied(ChildProcess.PID).folder())).isEmpty();
  }

  @Test
  void an_empty_exit_code_is_none() throws IOException {
    ChildProcess child = ChildProcess.reattach(run.folder()).orElseThrow();
    run.emptied(ChildProcess.EXIT);
    assertThat(child.exitCode()).isEmpty();
  }
}
