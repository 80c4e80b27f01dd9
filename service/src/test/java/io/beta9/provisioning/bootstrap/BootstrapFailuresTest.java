package io.beta9.provisioning.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.gateway.AdminTokenStore;
import io.beta9.provisioning.bootstrap.helm.Beta9Inputs;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.metaconfig.catalog.SmokeTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults in a cluster and the failures that they are reported as. */
class BootstrapFailuresTest {
  @TempDir Path folder;
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final WaitContexts contexts = new WaitContexts(WaitContexts.faster(60));
  private final Beta9Inputs inputs = TestInfraModels.inputs(TestInfraModels.small());
  private Bootstrap bootstrap;

  @BeforeEach
  void open() {
    bootstrap = new HelmBootstrap(cluster.access(), TestHelm.settings(folder), folder);
    cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
  }

  @AfterEach
  void close() {
    bootstrap.close();
    cluster.close();
  }

  @Test
  void names_an_image_that_does_not_exist_and_recovers_when_it_does() throws Exception {
    cluster.nodes("system", 2);
    String image = "public.ecr.aws/n4e0e1y0/beta9-gateway:0.1.762";
    cluster.injectFault("image-pull", image);
    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, waitContext()));
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
    assertThat(failure.kind()).isEqualTo(FailureClass.BOOTSTRAP);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains(image);
    assertThat(contexts.reports).hasAtLeastOneElementOfType(ClusterProgress.WarningReported.class);

    cluster.clearFault("image-pull", image);
    bootstrap.installBeta9(inputs, waitContext());
  }

  @Tag("slow")
  @Test
  void does_not_complete_an_update_whose_new_pod_does_not_start() throws Exception {
    cluster.nodes("system", 2);
    bootstrap.installBeta9(inputs, waitContext());
    String image = "public.ecr.aws/n4e0e1y0/beta9-gateway:0.1.763";
    cluster.injectFault("image-pull", image);
    Beta9Inputs updated = TestInfraModels.inputs(TestInfraModels.withGateway("0.1.763"));

    Failure failure = failureOf(() -> bootstrap.installBeta9(updated, waitContext()));
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains(image);

    cluster.clearFault("image-pull", image);
    bootstrap.installBeta9(updated, waitContext());
  }

  @Tag("slow")
  @Test
  void reports_that_the_new_pods_of_an_update_may_not_be_created() throws Exception {
    cluster.nodes("system", 2);
    bootstrap.installBeta9(inputs, waitContext());
    cluster.apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: few, namespace: beta9-system},"
            + " spec: {hard: {pods: 1}}}");
    Beta9Inputs updated = TestInfraModels.inputs(TestInfraModels.withGateway("0.1.763"));

    Failure failure = failureOf(() -> bootstrap.installBeta9(updated, waitContext()));

    assertThat(failure.code()).isEqualTo(FailureCode.PODS_NOT_CREATED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1");

    cluster.access().client().resourceQuotas().inNamespace("beta9-system").delete();
    bootstrap.installBeta9(updated, waitContext());
  }

  @Test
  void reports_workers_whose_pods_may_not_be_created() throws Exception {
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    Beta9Inputs busy = TestInfraModels.inputs(TestInfraModels.model(1, null, null));
    FakeTokenStore tokens = new FakeTokenStore();
    bootstrap.installBeta9(busy, waitContext());
    cluster.apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: few, namespace: beta9-system},"
            + " spec: {hard: {pods: 1}}}");
    bootstrap.claim(tokens, busy, waitContext());

    Failure failure =
        failureOf(() -> bootstrap.verify(tokens, busy, SmokeTest.BASIC, waitContext()));

    assertThat(failure.code()).isEqualTo(FailureCode.PODS_NOT_CREATED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("exceeded quota: few");
  }

  @Tag("slow")
  @Test
  void waits_for_a_namespace_that_is_being_deleted() throws Exception {
    cluster.nodes("system", 2);
    bootstrap.installBaseline(inputs.model(), false, waitContext());
    bootstrap.installBeta9(inputs, waitContext());
    cluster.injectFault("pods-ignore-sigterm", "beta9-gateway");
    cluster.access().client().namespaces().withName("beta9-system").delete();
    WaitContext context =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plus(Duration.ofMinutes(30)),
            () -> false,
            report -> {
              contexts.reports.add(report);
              if (report instanceof ClusterProgress.NamespaceDeleting) {
                cluster.clearFault("pods-ignore-sigterm", "beta9-gateway");
              }
            });

    bootstrap.installBaseline(inputs.model(), false, context);
    bootstrap.installBeta9(inputs, context);

    assertThat(contexts.reports)
        .anyMatch(
            report ->
                report instanceof ClusterProgress.NamespaceDeleting(var namespace, var reported)
                    && namespace.equals("beta9-system")
                    && reported.contains("Some resources are remaining: pods."));
  }

  @Tag("slow")
  @Test
  void reports_what_keeps_a_namespace_that_is_being_deleted() throws Exception {
    cluster.nodes("system", 2);
    cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: beta9-system}}");
    cluster.apply(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: kept, namespace: beta9-system,"
            + " finalizers: [example.com/hold]}}");
    cluster.access().client().namespaces().withName("beta9-system").delete();

    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, waitContext()));

    assertThat(failure.code()).isEqualTo(FailureCode.NAMESPACE_TERMINATING);
    assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("example.com/hold in 1 resource instances");
  }

  @Test
  void names_directory_and_setting_of_a_missing_chart() {
    cluster.nodes("system", 2);
    Path elsewhere = folder.resolve("elsewhere");
    try (Bootstrap other =
        new HelmBootstrap(cluster.access(), TestHelm.settings(folder, elsewhere), folder)) {
      Failure failure = failureOf(() -> other.installBeta9(inputs, waitContext()));
      assertThat(failure.code()).isEqualTo(FailureCode.CHART_NOT_FOUND);
      assertThat(failure.parameters())
          .isEqualTo(
              Map.of(FailureParameter.CHART, "beta9", FailureParameter.PATH, elsewhere.toString()));
    }
  }

  @Test
  void explains_an_unreachable_redis_from_the_last_log_lines() {
    cluster.nodes("system", 2);
    cluster.silentHosts.add(TestInfraModels.REDIS);
    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, waitContext()));
    assertThat(failure.code()).isEqualTo(FailureCode.REDIS_UNREACHABLE);
    assertThat(failure.parameter(FailureParameter.LOG_LINE))
        .hasValueSatisfying(line -> assertThat(line).contains(TestInfraModels.REDIS));
  }

  @Test
  void explains_unschedulable_pods_with_the_message_of_the_scheduler() {
    cluster.nodes("cpu", 1);
    Failure failure = failureOf(() -> bootstrap.installBeta9(inputs, waitContext()));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("0/1 nodes are available");
  }

  @Test
  void waits_for_a_new_access_key_to_take_effect() throws Exception {
    cluster.nodes("system", 2);
    cluster.bucketKeys.clear();
    FakeTokenStore tokens = new FakeTokenStore();
    bootstrap.installBeta9(inputs, waitContext());
    WaitContext context =
        new WaitContext(
            contexts.clock,
            contexts.clock.instant().plus(Duration.ofHours(1)),
            () -> false,
            report -> {
              if (report instanceof ClusterProgress.BucketInaccessible) {
                assertThat(tokens.saves).as("stored before it is used").isEqualTo(1);
                cluster.bucketKeys.put(TestInfraModels.BUCKET, "StorageSecret3");
              }
              contexts.reports.add(report);
            });
    bootstrap.claim(tokens, inputs, context);
    assertThat(contexts.reports)
        .contains(new ClusterProgress.StorageConfigured(TestInfraModels.BUCKET));
  }

  @Test
  void fails_when_the_bucket_stays_inaccessible_and_keeps_the_token() throws Exception {
    cluster.nodes("system", 2);
    cluster.bucketKeys.clear();
    FakeTokenStore tokens = new FakeTokenStore();
    bootstrap.installBeta9(inputs, waitContext());
    Failure failure = failureOf(() -> bootstrap.claim(tokens, inputs, waitContext()));
    assertThat(failure.code()).isEqualTo(FailureCode.STORAGE_REJECTED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("AccessDenied");
    assertThat(tokens.kept).isNotNull();
  }

  @Test
  void retries_saving_the_token() throws Exception {
    cluster.nodes("system", 2);
    cluster.nodes("cpu", 1);
    bootstrap.installBeta9(inputs, waitContext());
    List<AdminTokenStore.StoredToken> kept = new ArrayList<>();
    AdminTokenStore unreliable =
        new AdminTokenStore() {
          private int failures = 1;

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
            if (failures-- > 0) {
              throw new FailureException(
                  Failure.of(FailureCode.THROTTLED, "Saving the token")
                      .with(FailureParameter.REPORTED, "AWS answered Throttling"));
            }
            kept.add(token);
          }
        };
    bootstrap.claim(unreliable, inputs, waitContext());
    assertThat(kept).hasSize(1);
    assertThat(contexts.reports)
        .filteredOn(ClusterProgress.AdminTokenNotStored.class::isInstance)
        .containsExactly(
            new ClusterProgress.AdminTokenNotStored(
                Failure.of(FailureCode.THROTTLED, "Saving the token")
                    .with(FailureParameter.REPORTED, "AWS answered Throttling")));
    bootstrap.verify(unreliable, inputs, SmokeTest.BASIC, waitContext());
  }

  @Test
  void distinguishes_denied_access_from_an_unreachable_cluster() {
    WaitContext patient = contexts.withTimeout(Duration.ofMinutes(20));
    Instant start = contexts.clock.instant();
    cluster.denyAllCallers();
    assertThat(failureOf(() -> bootstrap.awaitApiServer(patient)))
        .returns(FailureCode.CLUSTER_ACCESS_DENIED, Failure::code)
        .returns(FailureClass.PERMISSION, Failure::kind);
    assertThat(Duration.between(start, contexts.clock.instant()))
        .as("a denial does not end by itself")
        .isLessThan(Duration.ofMinutes(5));
    cluster.stop();
    WaitContext again = contexts.withTimeout(Duration.ofMinutes(3));
    assertThat(failureOf(() -> bootstrap.awaitApiServer(again)))
        .returns(FailureCode.CLUSTER_UNREACHABLE, Failure::code)
        .returns(FailureClass.TRANSIENT, Failure::kind);
  }

  @Test
  void reports_an_unreachable_cluster_on_uninstall_without_failing() throws Exception {
    cluster.denyAllCallers();
    UninstallResult result = bootstrap.uninstall(waitContext());
    assertThat(result.clusterReachable()).isFalse();
    assertThat(result.isComplete()).isFalse();
    assertThat(result.problems()).hasSize(1);
    assertThat(contexts.reports).last().isEqualTo(new ClusterProgress.UninstallCompleted(result));
  }

  @Test
  void ends_cancelled_work_immediately() {
    contexts.cancelled.set(true);
    assertThat(
            catchThrowableOfType(
                WaitContext.WaitCancelledException.class,
                () -> bootstrap.awaitBaseline(waitContext())))
        .isNotNull();
  }

  private WaitContext waitContext() {
    return contexts.withTimeout(Duration.ofMinutes(30));
  }

  private static Failure failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    FailureException e = catchThrowableOfType(FailureException.class, call);
    assertThat(e).as("a failure").isNotNull();
    return e.failure();
  }
}
