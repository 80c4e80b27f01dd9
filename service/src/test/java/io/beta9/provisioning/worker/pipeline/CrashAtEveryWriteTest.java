package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worker dies, or is suspended and taken over, after each single write and each remote call in
 * turn; another worker takes its operation over. The result always equals that of an uninterrupted
 * run, and a worker that resumes after the suspension changes nothing.
 */
class CrashAtEveryWriteTest {
  @TempDir static Path folder;

  private static CrashTrials trials;

  @BeforeAll
  static void runUninterrupted() {
    trials = new CrashTrials(() -> new WorkerTestServers(folder));
    CrashTrials.UninterruptedRun expected = trials.expected();
    assertThat(expected.ready().environment()).contains("status ready");
    assertThat(expected.destroyed().environment()).contains("status destroyed");
    assertThat(expected.provision().points()).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    assertThat(expected.destroy().points()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
  }

  @AfterAll
  static void close() {
    trials.close();
  }

  @Test
  void rejects_all_writes_of_a_worker_that_was_suspended_at_any_write_and_taken_over()
      throws Exception {
    trials.suspendAtEveryPoint();
  }

  @Test
  void loses_and_duplicates_nothing_if_a_worker_dies_after_any_write() throws Exception {
    trials.dieAtEveryPoint();
  }

  @Test
  void recovers_automatically_from_a_lost_response_of_any_remote_call() throws Exception {
    trials.loseEveryAnswer();
  }
}
