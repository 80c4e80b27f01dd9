package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.gateway.VerifiedInstallation;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.bootstrap.helm.ReleaseRecord;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty cluster to a Beta9 that answers and back, with the real Helm and our charts. */
class BootstrapTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final WaitContexts watching = new WaitContexts();
  private final FakeTokenStore tokens = new FakeTokenStore();
  private Bootstrap bootstrap;
  private KubernetesClient client;

  @BeforeEach
  void open() {
    ClusterAccess access = cluster.access();
    client = access.client();
    bootstrap = new HelmBootstrap(access, TestHelm.settings(folder));
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  @Test
  void beta9_is_installed_claimed_opened_checked_and_removed_again() throws Exception {
    InfraModel model = TestInfraModels.model(1, null, null);
    Beta9Inputs inputs = TestInfraModels.inputs(model);
    WaitContext watch = watching.patient();

    bootstrap.awaitApiServer(watch);
    assertThat(watching.said.getFirst()).contains("Bootstrapping Beta9");
    bootstrap.awaitNodes(model, group -> List.of(), watch);
    assertThat(watching.said).contains("nodes ready: system 2 of 2, cpu 1 of 1");
    bootstrap.installBaseline(model, watch);
    bootstrap.awaitBaseline(watch);
    bootstrap.installBeta9(inputs, watch);
    assertThat(cluster.balancers).as("nothing outside reaches an unclaimed Beta9").isEmpty();

    bootstrap.claim(tokens, inputs, watch);
    assertThat(tokens.kept).isNotNull();
    AdminTokenStore.StoredToken claimed = tokens.kept;

    Bootstrap.ExternalEndpoint door =
        bootstrap.expose(inputs, (host, port) -> fail("there is no certificate"), watch);
    assertThat(door.loadBalancer()).endsWith(".elb.us-east-1.amazonaws.com");
    assertThat(door.url()).isEqualTo("http://" + door.loadBalancer() + ":1994");

    VerifiedInstallation ready = bootstrap.verify(tokens, inputs, watch);
    assertThat(ready.healthy() && ready.claimed() && ready.storage()).isTrue();
    assertThat(ready.pools()).containsExactlyInAnyOrder("default", "build");
    assertThat(ready.workers()).isPositive();

    int said = watching.said.size();
    bootstrap.installBaseline(model, watch);
    bootstrap.installBeta9(inputs, watch);
    bootstrap.claim(tokens, inputs, watch);
    assertThat(bootstrap.expose(inputs, (host, port) -> true, watch)).isEqualTo(door);
    assertThat(watching.said.subList(said, watching.said.size()))
        .contains("release baseline is as it should be", "release beta9 is as it should be");
    assertThat(tokens.kept).isEqualTo(claimed);
    assertThat(tokens.saves).isEqualTo(1);
    assertThat(ReleaseRecord.of(cluster.access(), "beta9-system", "beta9")).hasSize(2);

    UninstallResult emptied = bootstrap.uninstall(watch);
    assertThat(emptied.isComplete()).as(emptied.toString()).isTrue();
    assertThat(emptied.problems()).isEmpty();
    assertThat(cluster.balancers).isEmpty();
    assertThat(client.services().inAnyNamespace().list().getItems())
        .noneMatch(service -> "LoadBalancer".equals(service.getSpec().getType()));
    assertThat(ReleaseRecord.of(cluster.access(), "kube-system", "baseline")).isEmpty();
    assertThat(bootstrap.uninstall(watch).isComplete()).as("twice is fine").isTrue();
    assertThat(String.join("\n", watching.said))
        .doesNotContain(claimed.token(), "StorageSecret3", "DatabasePassword1", "RedisToken2");
  }

  @Test
  void a_beta9_that_somebody_else_has_claimed_is_a_conflict_and_says_what_to_do() throws Exception {
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext watch = watching.patient();
    bootstrap.installBaseline(inputs.model(), watch);
    bootstrap.installBeta9(inputs, watch);
    bootstrap.claim(new FakeTokenStore(), inputs, watch);

    assertThatThrownBy(() -> bootstrap.claim(tokens, inputs, watch))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.BETA9_ALREADY_CLAIMED);
              assertThat(e.failure().kind()).isEqualTo(FailureClass.CONFLICT);
              assertThat(e.failure().next()).contains("admin-token");
            });
    assertThat(tokens.saves).isZero();
  }

  @Test
  void a_token_that_was_lost_before_it_was_kept_is_made_anew_in_a_beta9_that_nobody_has_used()
      throws Exception {
    cluster.nodes("system", 2);
    Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
    WaitContext watch = watching.patient();
    bootstrap.installBeta9(inputs, watch);
    FakeTokenStore lost = new FakeTokenStore();
    bootstrap.claim(lost, inputs, watch);

    tokens.recordClaimAttempt(); // and died after the claim above
    bootstrap.claim(tokens, inputs, watch);
    assertThat(tokens.saves).isEqualTo(1);
    bootstrap.verify(tokens, inputs, watch);
    assertThatThrownBy(() -> bootstrap.verify(lost, inputs, watch))
        .isInstanceOf(FailureException.class);

    bootstrap.expose(inputs, (host, port) -> true, watch);
    bootstrap.verify(tokens, inputs, watch);
    tokens.recordClaimAttempt();
    assertThatThrownBy(() -> bootstrap.claim(tokens, inputs, watch))
        .as("one that others can reach is never emptied")
        .isInstanceOf(FailureException.class);
  }

  private static boolean fail(String why) {
    throw new AssertionError(why);
  }
}
