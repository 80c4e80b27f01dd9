package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblemKind;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs sandboxes in a simulated Beta9 that is installed with the real Helm and chart. */
class SandboxCheckTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final WaitContexts contexts = new WaitContexts();
  private final FakeTokenStore tokens = new FakeTokenStore();
  private final Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
  private Bootstrap bootstrap;

  @BeforeEach
  void install() throws Exception {
    ClusterAccess access = cluster.access();
    bootstrap = new HelmBootstrap(access, TestHelm.settings(folder), folder);
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
    WaitContext context = contexts.withDefaultTimeout();
    bootstrap.installBeta9(inputs, context);
    bootstrap.claim(tokens, inputs, context);
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  @Test
  void runs_repeatedly_and_leaves_nothing_that_runs() throws Exception {
    for (int round = 0; round < 2; round++) {
      bootstrap.verify(tokens, inputs, SmokeTest.BASIC, contexts.withDefaultTimeout());
    }
    assertThat(contexts.reports)
        .filteredOn(new ClusterProgress.SandboxCompleted(false)::equals)
        .hasSize(2);
    assertThat(contexts.reports)
        .doesNotHaveAnyElementsOfTypes(ClusterProgress.SandboxItemNotRemoved.class);
    assertThat(workerJobs()).as("no container keeps a worker busy").isEmpty();
  }

  @Test
  void fails_if_the_runner_image_of_the_version_does_not_exist() throws Exception {
    Beta9Inputs missing = TestInfraModels.inputs(TestInfraModels.small().withRunner("9.9.9"));
    bootstrap.installBeta9(missing, contexts.withDefaultTimeout());

    assertThatThrownBy(
            () -> bootstrap.verify(tokens, missing, SmokeTest.BASIC, contexts.withDefaultTimeout()))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.SANDBOX_IMAGE_NOT_BUILT);
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains("beta9-runner:py310-9.9.9 not found");
            });
  }

  @Test
  void reports_why_the_image_was_not_pushed() {
    cluster.pushError = Optional.of("denied: ecr:PutImage");
    assertFails(FailureCode.SANDBOX_IMAGE_NOT_BUILT, "denied: ecr:PutImage");
    cluster.pushError = Optional.empty();
  }

  @Test
  void reports_the_gateways_answer_if_the_storage_key_does_not_work() throws Exception {
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "another");
    assertFails(FailureCode.SANDBOX_REJECTED, "Failed to prepare stub object");
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
    bootstrap.verify(tokens, inputs, SmokeTest.BASIC, contexts.withDefaultTimeout());
  }

  @Test
  void reports_why_the_pod_of_a_worker_does_not_start() {
    cluster.nodes("cpu", 0);
    cluster.latencies.put("beta9:build-worker", Duration.ofSeconds(1));
    assertThatThrownBy(
            () ->
                bootstrap.verify(
                    tokens, inputs, SmokeTest.BASIC, contexts.withTimeout(Duration.ofSeconds(5))))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.SANDBOX_IMAGE_NOT_BUILT);
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains("Failed to connect to build container");
              assertThat(e.failure().parameter(FailureParameter.LOG_LINE))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains(PodProblemKind.UNSCHEDULABLE.description());
            });
  }

  @Test
  void can_be_cancelled_and_then_repeated() throws Exception {
    WaitContext cancelled =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plus(Duration.ofMinutes(2)),
            contexts.cancelled::get,
            report -> {
              if (report instanceof ClusterProgress.SandboxStarting) {
                contexts.cancelled.set(true);
              }
            });
    assertThatThrownBy(() -> bootstrap.verify(tokens, inputs, SmokeTest.BASIC, cancelled))
        .isInstanceOf(WaitContext.WaitCancelledException.class);
    contexts.cancelled.set(false);
    bootstrap.verify(tokens, inputs, SmokeTest.BASIC, contexts.withDefaultTimeout());
    assertThat(workerJobs()).isEmpty();
  }

  private void assertFails(FailureCode code, String reported) {
    assertThatThrownBy(
            () -> bootstrap.verify(tokens, inputs, SmokeTest.BASIC, contexts.withDefaultTimeout()))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().parameter(FailureParameter.REPORTED))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains(reported);
            });
  }

  private List<String> workerJobs() {
    try (ClusterAccess access = cluster.access()) {
      return access
          .client()
          .batch()
          .v1()
          .jobs()
          .inNamespace("beta9-system")
          .list()
          .getItems()
          .stream()
          .map(job -> job.getMetadata().getName())
          .toList();
    }
  }
}
