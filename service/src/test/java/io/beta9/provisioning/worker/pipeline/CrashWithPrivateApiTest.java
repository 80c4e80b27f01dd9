package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.testing.ProcessLifetime;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Kubernetes API is private, and is open to the workers only while an operation uses it.
 * Wherever a worker dies or is suspended, it is closed when the operation has ended.
 */
class CrashWithPrivateApiTest {
  @TempDir static Path folder;

  private static CrashTrials trials;

  @BeforeAll
  static void runUninterrupted() {
    trials = new CrashTrials(() -> WorkerTestServers.withPrivateApi(folder));
    CrashTrials.UninterruptedRun expected = trials.expected();
    assertThat(expected.ready().environment()).contains("status ready");
    assertThat(expected.ready().account()).contains("eks:endpoint of <prefix> private");
    assertThat(expected.destroyed().environment()).contains("status destroyed");
    assertThat(expected.provision().calls())
        .as("the cluster is created open and then closed")
        .filteredOn(call -> call.operation().contains("UpdateClusterConfig"))
        .hasSize(1);
    assertThat(expected.destroy().calls())
        .filteredOn(call -> call.operation().contains("UpdateClusterConfig"))
        .hasSize(1);
  }

  @AfterAll
  static void close() {
    trials.close();
  }

  @Test
  void is_closed_by_the_successor_of_a_worker_that_was_suspended_at_any_write() throws Exception {
    trials.suspendAtEveryPoint();
  }

  @Test
  void is_closed_by_the_successor_of_a_worker_that_died_after_any_write() throws Exception {
    trials.dieAtEveryPoint();
  }

  @Test
  void is_closed_after_a_lost_response_of_any_remote_call() throws Exception {
    trials.loseEveryAnswer();
  }

  @Test
  void is_closed_after_a_final_failure() {
    try (WorkerTestServers servers = WorkerTestServers.withPrivateApi(folder);
        WorkerScenario scenario = servers.environment()) {
      servers
          .clusters()
          .failInstallations(
              Failure.of(FailureCode.BAD_CREDENTIALS)
                  .about("beta9")
                  .with(FailureParameter.REPORTED, "no"));

      scenario.work(ProcessLifetime.withoutFaults());

      OperationEnd end = scenario.ending();
      assertThat(end.environment()).contains("status failed");
      assertThat(end.account()).contains("eks:endpoint of <prefix> private");
      assertThat(List.copyOf(scenario.events()))
          .anyMatch(event -> event.is(EventKind.ENDPOINT_OPENED))
          .anyMatch(event -> event.is(EventKind.ENDPOINT_CLOSED));
    }
  }
}
