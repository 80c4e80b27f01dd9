package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.diagnosis.PodProblemKind;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs sandboxes in a simulated Beta9 with a pool for a GPU, and the device plugin. */
class GpuSandboxTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final WaitContexts contexts = new WaitContexts();
  private final FakeTokenStore tokens = new FakeTokenStore();
  private final Beta9Inputs withGpu = TestInfraModels.inputs(TestInfraModels.model(0, "T4", null));
  private Bootstrap bootstrap;

  @BeforeEach
  void install() throws Exception {
    bootstrap = new HelmBootstrap(cluster.access(), TestHelm.settings(folder), folder);
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
    bootstrap.installBaseline(withGpu.model(), false, contexts.withDefaultTimeout());
    bootstrap.installBeta9(withGpu, contexts.withDefaultTimeout());
    bootstrap.claim(tokens, withGpu, contexts.withDefaultTimeout());
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  @Test
  void runs_a_container_with_a_gpu_on_request() throws Exception {
    bootstrap.verify(tokens, withGpu, SmokeTest.BASIC, contexts.withDefaultTimeout());
    assertThat(contexts.reports).last().isEqualTo(new ClusterProgress.SandboxCompleted(false));

    assertThatThrownBy(
            () ->
                bootstrap.verify(
                    tokens, withGpu, SmokeTest.FULL, contexts.withTimeout(Duration.ofSeconds(3))))
        .as("there is no machine with a GPU")
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.SANDBOX_NOT_STARTED);
              assertThat(e.failure().parameter(FailureParameter.LOG_LINE))
                  .get(InstanceOfAssertFactories.STRING)
                  .contains(PodProblemKind.UNSCHEDULABLE.description());
            });

    cluster.nodes("gpu", 1, "g4dn.xlarge");
    bootstrap.verify(tokens, withGpu, SmokeTest.FULL, contexts.withDefaultTimeout());
    assertThat(contexts.reports).last().isEqualTo(new ClusterProgress.SandboxCompleted(true));
  }
}
