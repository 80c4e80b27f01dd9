package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong in a cluster, and what is said of it. */
class BootstrapFailuresTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final WaitContexts watching = new WaitContexts(WaitContexts.faster(60));
  private final Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
  private Bootstrap bootstrap;

  @BeforeEach
  void open() {
    bootstrap = new HelmBootstrap(cluster.access(), TestHelm.settings(folder));
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  @Test
  void an_image_that_does_not_exist_is_named_and_mended_by_another_attempt() throws Exception {
    cluster.nodes("system", 2);
    String image = "public.ecr.aws/n4e0e1y0/beta9-gateway:0.1.762";
    cluster.misfortune("image-pull", image);
    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, watch()));
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
    assertThat(failure.kind()).isEqualTo(FailureClass.BOOTSTRAP);
    assertThat(failure.message()).contains(image, "retry");
    assertThat(watching.said).anyMatch(line -> line.startsWith("event "));

    cluster.relieve("image-pull", image);
    bootstrap.installBeta9(inputs, watch());
  }

  @Test
  void a_chart_that_is_not_there_is_named_with_the_folder_and_the_setting() {
    cluster.nodes("system", 2);
    Path elsewhere = folder.resolve("elsewhere");
    try (Bootstrap other =
        new HelmBootstrap(cluster.access(), TestHelm.settings(folder, elsewhere))) {
      Failure failure = failureOf(() -> other.installBeta9(inputs, watch()));
      assertThat(failure.code()).isEqualTo(FailureCode.CHART_NOT_FOUND);
      assertThat(failure.why()).isEqualTo("there is no chart 'beta9' in " + elsewhere);
      assertThat(failure.next()).contains("CHARTS_DIR", "./provisioner env bootstrap");
    }
  }

  @Test
  void a_gateway_that_cannot_reach_redis_is_told_by_its_last_words() {
    cluster.nodes("system", 2);
    cluster.silentHosts.add(TestInfraModels.REDIS);
    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, watch()));
    assertThat(failure.code()).isEqualTo(FailureCode.REDIS_UNREACHABLE);
    assertThat(failure.why()).contains("crashes again and again", TestInfraModels.REDIS);
  }

  @Test
  void pods_that_find_no_node_are_explained_by_the_scheduler() {
    cluster.nodes("cpu", 1);
    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, watch()));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
    assertThat(failure.why()).contains("0/1 nodes are available");
  }

  @Test
  void an_access_key_that_aws_does_not_know_yet_is_waited_for() throws Exception {
    cluster.nodes("system", 2);
    cluster.bucketKeys.clear();
    FakeTokenStore tokens = new FakeTokenStore();
    bootstrap.installBeta9(inputs, watch());
    WaitContext watch =
        new WaitContext(
            watching.clock,
            watching.clock.instant().plus(Duration.ofHours(1)),
            () -> false,
            line -> {
              if (line.contains("cannot use its bucket yet")) {
                assertThat(tokens.saves).as("kept before anything else").isEqualTo(1);
                cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
              }
              watching.said.add(line);
            });
    bootstrap.claim(tokens, inputs, watch);
    assertThat(watching.said).contains("Beta9 keeps its files in bucket " + TestInfraModels.BUCKET);
  }

  @Test
  void a_bucket_that_stays_out_of_reach_is_a_failure_and_the_token_is_kept() throws Exception {
    cluster.nodes("system", 2);
    cluster.bucketKeys.clear();
    FakeTokenStore tokens = new FakeTokenStore();
    bootstrap.installBeta9(inputs, watch());
    Failure failure = failureOf(() -> bootstrap.claim(tokens, inputs, watch()));
    assertThat(failure.code()).isEqualTo(FailureCode.STORAGE_REJECTED);
    assertThat(failure.why()).contains("AccessDenied");
    assertThat(tokens.kept).isNotNull();
  }

  @Test
  void a_token_that_can_not_be_kept_at_once_is_held_on_to() throws Exception {
    cluster.nodes("system", 2);
    bootstrap.installBeta9(inputs, watch());
    List<AdminTokenStore.StoredToken> kept = new ArrayList<>();
    AdminTokenStore moody =
        new AdminTokenStore() {
          private int refusals = 1;

          @Override
          public Optional<StoredToken> load() {
            return kept.stream().findFirst();
          }

          @Override
          public String recordClaimAttempt() {
            return "mark";
          }

          @Override
          public Optional<String> pendingClaimAttempt() {
            return Optional.empty();
          }

          @Override
          public void save(StoredToken token) {
            if (refusals-- > 0) {
              throw new FailureException(
                  Failure.of(FailureCode.THROTTLED, "Saving the token")
                      .with(FailureParameter.REPORTED, "AWS answered Throttling"));
            }
            kept.add(token);
          }
        };
    bootstrap.claim(moody, inputs, watch());
    assertThat(kept).hasSize(1);
    assertThat(watching.said).anyMatch(line -> line.contains("cannot be kept yet"));
    bootstrap.verify(moody, inputs, watch());
  }

  @Test
  void a_cluster_that_refuses_is_told_apart_from_one_that_is_silent() {
    WaitContext impatient = watching.forAtMost(Duration.ofMinutes(3));
    cluster.forgetCallers();
    assertThat(failureOf(() -> bootstrap.awaitApiServer(impatient)))
        .returns(FailureCode.CLUSTER_ACCESS_DENIED, Failure::code)
        .returns(FailureClass.PERMISSION, Failure::kind);
    cluster.stop();
    WaitContext again = watching.forAtMost(Duration.ofMinutes(3));
    assertThat(failureOf(() -> bootstrap.awaitApiServer(again)))
        .returns(FailureCode.CLUSTER_UNREACHABLE, Failure::code)
        .returns(FailureClass.TRANSIENT, Failure::kind);
  }

  @Test
  void a_cluster_out_of_reach_can_not_be_emptied_and_that_is_said_and_no_failure()
      throws Exception {
    cluster.forgetCallers();
    UninstallResult emptied = bootstrap.uninstall(watch());
    assertThat(emptied.clusterReachable()).isFalse();
    assertThat(emptied.isComplete()).isFalse();
    assertThat(emptied.summary()).contains("could not be emptied");
  }

  @Test
  void work_that_is_called_off_ends_at_once() {
    watching.ending.set(true);
    assertThat(
            catchThrowableOfType(
                WaitContext.WaitCancelledException.class, () -> bootstrap.awaitBaseline(watch())))
        .isNotNull();
  }

  private WaitContext watch() {
    return watching.forAtMost(Duration.ofMinutes(30));
  }

  private static Failure failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    FailureException e = catchThrowableOfType(FailureException.class, call);
    assertThat(e).as("a failure").isNotNull();
    return e.failure();
  }
}
