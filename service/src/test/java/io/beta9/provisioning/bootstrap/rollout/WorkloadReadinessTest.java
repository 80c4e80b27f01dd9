package io.beta9.provisioning.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waits for workloads of a release that does not become ready. */
class WorkloadReadinessTest {
  private static final String QUOTA =
      """
      {apiVersion: v1, kind: ResourceQuota, metadata: {name: few, namespace: default}, spec: {hard: {pods: 0}}}
      """;

  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();
  private final Clock clock = WaitContexts.stepping(Duration.ofSeconds(3));
  private final WaitContexts contexts = new WaitContexts(clock);

  @BeforeEach
  void addNodes() {
    cluster.nodes("cpu", 1);
    await().until(() -> !access.client().nodes().list().getItems().isEmpty());
  }

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  @ParameterizedTest
  @CsvSource({"Deployment", "StatefulSet", "DaemonSet"})
  void reports_pods_that_a_quota_rejects_within_a_minute(String kind) {
    cluster.apply(QUOTA);
    cluster.apply(workload(kind));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_NOT_CREATED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains(
                        "exceeded quota: few, requested: pods=1, used: pods=0, limited: pods=0"));
  }

  @Test
  void reports_pods_that_violate_the_pod_security_level() {
    cluster.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: default, labels: {pod-security.kubernetes.io/enforce: restricted}}
        """);
    cluster.apply(workload("Deployment"));

    assertThat(failure(report -> {}).parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation");
  }

  @Test
  void reports_pods_that_a_webhook_rejects() {
    cluster.apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: policy}
        webhooks:
        - name: policy.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          clientConfig: {service: {name: policy, namespace: policy}}
          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        """);
    cluster.apply(workload("DaemonSet"));

    assertThat(failure(report -> {}).parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("failed calling webhook \"policy.example.com\"", "service \"policy\" not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serviceAccountName: absent|error looking up service account default/absent",
        "priorityClassName: absent|no PriorityClass with name absent was found",
        "runtimeClassName: absent|RuntimeClass \"absent\" not found",
      })
  void reports_pods_that_refer_to_what_does_not_exist(String reference, String reported) {
    cluster.apply(
        workload("StatefulSet")
            .replace(
                "    spec:\n      containers",
                "    spec:\n      " + reference + "\n      containers"));

    Failure failure = failure(report -> {});

    assertThat(failure.code()).isEqualTo(FailureCode.PODS_NOT_CREATED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains(reported);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "secret: {secretName: absent}|secret \"absent\" not found",
        "configMap: {name: absent}|configmap \"absent\" not found",
        "configMap: {name: kube-root-ca.crt, items: [{key: absent, path: x}]}|non-existent config"
            + " key: absent",
        "persistentVolumeClaim: {claimName: absent}|persistentvolumeclaim \"absent\" not found",
      })
  void reports_a_volume_whose_source_does_not_exist_within_a_minute(
      String source, String reported) {
    cluster.apply(
        workload("DaemonSet")
            .replace(
                "    spec:\n      containers",
                "    spec:\n      volumes: [{name: v, " + source + "}]\n      containers"));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.VOLUME_NOT_MOUNTED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains(reported);
  }

  @Test
  void does_not_wait_for_a_node_when_a_volume_claim_does_not_exist() {
    cluster.apply(
        workload("Deployment")
            .replace(
                "    spec:\n      containers",
                "    spec:\n"
                    + "      volumes: [{name: v, persistentVolumeClaim: {claimName: absent}}]\n"
                    + "      containers"));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.VOLUME_NOT_MOUNTED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("nodes are available: persistentvolumeclaim \"absent\" not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "storageClassName: fast|storageclass.storage.k8s.io \"fast\" not found",
        "storageClassName: ''|no persistent volumes available for this claim and no storage class",
        "volumeMode: Filesystem|no persistent volumes available for this claim and no storage"
            + " class",
      })
  void reports_a_volume_claim_that_nothing_provisions_within_a_minute(
      String spec, String reported) {
    cluster.apply(claim(spec));
    cluster.apply(withClaim());

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.VOLUME_NOT_MOUNTED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("persistentvolumeclaim \"data\": ", reported);
  }

  @ParameterizedTest
  @CsvSource({"WaitForFirstConsumer", "Immediate"})
  void uses_a_volume_claim_that_is_provisioned(String mode) throws Exception {
    cluster.apply(
        """
        {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: gp3}, provisioner: ebs.csi.aws.com, volumeBindingMode: %s}
        """
            .formatted(mode));
    cluster.apply(claim("storageClassName: gp3"));
    cluster.apply(withClaim());

    new WorkloadReadiness(access)
        .awaitReady("web", "default", UnaryOperator.identity(), context(report -> {}, clock));

    assertThat(
            access
                .client()
                .persistentVolumeClaims()
                .inNamespace("default")
                .withName("data")
                .get()
                .getStatus()
                .getPhase())
        .isEqualTo("Bound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodeSelector: {disk: ssd}",
        "nodeSelector: {beta9.io/pool: cpu, disk: ssd}",
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]}}}",
      })
  void reports_a_label_that_no_node_has_within_a_minute(String selection) {
    cluster.apply(selecting(selection));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("didn't match Pod's node affinity/selector");
  }

  /** A node that was lost has the label again when it is replaced. */
  @Test
  void waits_for_a_node_with_another_value_of_a_label_that_nodes_have() {
    cluster.apply(selecting("nodeSelector: {beta9.io/pool: other}"));

    Clock slow = WaitContexts.stepping(Duration.ofMinutes(2));
    Instant start = slow.instant();
    Failure failure = failure(report -> {}, slow);

    assertThat(Duration.between(start, slow.instant())).isGreaterThan(Duration.ofMinutes(7));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
  }

  @Test
  void reports_within_a_minute_that_the_autoscaler_knows_no_suitable_node_group() {
    cluster.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: autoscaler, namespace: kube-system}
        spec: {containers: [{name: main, image: "registry.k8s.io/autoscaling/cluster-autoscaler:v1.33.0"}]}
        """);
    cluster.apply(selecting("nodeSelector: {beta9.io/pool: other}"));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
  }

  @Test
  void waits_for_a_node_when_the_nodes_are_full() {
    cluster.apply(
        workload("Deployment")
            .replace(
                "image: \"web:1\"", "image: \"web:1\", resources: {requests: {cpu: \"400\"}}"));

    Clock slow = WaitContexts.stepping(Duration.ofMinutes(2));
    Instant start = slow.instant();
    Failure failure = failure(report -> {}, slow);

    assertThat(Duration.between(start, slow.instant())).isGreaterThan(Duration.ofMinutes(7));
    assertThat(failure.code()).isEqualTo(FailureCode.PODS_UNSCHEDULABLE);
  }

  private static String claim(String spec) {
    return """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data, namespace: default}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, %s}
    """
        .formatted(spec);
  }

  private static String withClaim() {
    return selecting("volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]");
  }

  /** Returns a workload with one more field of its pods. */
  private static String selecting(String field) {
    return workload("Deployment")
        .replace("    spec:\n      containers", "    spec:\n      " + field + "\n      containers");
  }

  @Test
  void tolerates_a_rejection_that_is_resolved_in_time() throws Exception {
    cluster.apply(QUOTA);
    cluster.apply(workload("Deployment"));

    new WorkloadReadiness(access)
        .awaitReady(
            "web",
            "default",
            UnaryOperator.identity(),
            context(
                report -> access.client().resourceQuotas().inNamespace("default").delete(), clock));

    assertThat(contexts.reports)
        .first()
        .isInstanceOfSatisfying(
            ClusterProgress.WorkloadsPending.class,
            report -> {
              assertThat(report.workloads())
                  .containsExactly(
                      new ClusterProgress.PendingWorkload(
                          "Deployment", "web", WorkloadCondition.of(Stage.UPDATED, 0, 1)));
              assertThat(report.rejection()).contains("exceeded quota: few");
              assertThat(report.problem()).isNull();
            });
  }

  @Test
  void reports_an_image_that_does_not_exist_within_a_minute() {
    cluster.injectFault("image-pull", "web:1");
    cluster.apply(workload("Deployment"));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(1));
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .contains("web:1: not found");
  }

  @Test
  void retries_later_when_the_registry_limits_the_rate() {
    String limit =
        "failed to copy: httpReadSeeker: failed open: unexpected status code"
            + " https://registry-1.docker.io/v2/"
            + "library/".repeat(80)
            + ": 429 Too Many Requests - Server message: toomanyrequests: You have reached your"
            + " pull rate limit.";
    cluster.injectFault("image-pull", "web:1", limit);
    cluster.apply(workload("Deployment"));

    Failure failure = failure(report -> {}, WaitContexts.stepping(Duration.ofMinutes(1)));

    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_PULL_LIMITED);
    assertThat(failure.kind()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(failure.parameter(FailureParameter.REPORTED))
        .get(InstanceOfAssertFactories.STRING)
        .as("the end of a long message says why")
        .endsWith("toomanyrequests: You have reached your pull rate limit.");
  }

  @Test
  void fails_when_the_progress_deadline_of_a_deployment_passes() {
    cluster.injectFault("image-pull", "web:1");
    cluster.apply(
        workload("Deployment").replace("replicas: 1", "replicas: 1\n  progressDeadlineSeconds: 1"));

    Clock slow = Clock.systemUTC();
    FailureException e =
        catchThrowableOfType(
            FailureException.class,
            () ->
                new WorkloadReadiness(access)
                    .awaitReady(
                        "web",
                        "default",
                        UnaryOperator.identity(),
                        new WaitContext(
                            slow,
                            slow.instant().plus(Duration.ofMinutes(20)),
                            () -> false,
                            report -> {})));
    assertThat(e.failure().code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
  }

  @Test
  void distinguishes_the_state_before_a_change_from_the_state_after_it() {
    cluster.apply(workload("Deployment"));
    cluster.delayWatches(Duration.ofSeconds(1));
    await().until(() -> cachedDeployment().map(RolloutStatus::isComplete).orElse(false));
    cluster.injectFault("image-pull", "web:2");

    cluster.apply(workload("Deployment").replace("web:1", "web:2"));
    assertThat(cachedDeployment()).hasValueSatisfying(old -> assertThat(old.isComplete()).isTrue());
    Failure failure = failure(report -> {}, WaitContexts.faster(30));

    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_NOT_PULLED);
  }

  /** Returns what an API server whose cache is behind the others' knows. */
  private Optional<RolloutStatus> cachedDeployment() {
    return access
        .client()
        .apps()
        .deployments()
        .inNamespace("default")
        .list(new ListOptionsBuilder().withResourceVersion("0").build())
        .getItems()
        .stream()
        .findFirst()
        .map(RolloutStatus::of);
  }

  @Test
  void reports_a_deployment_whose_rollout_is_paused_within_two_minutes() {
    cluster.apply(workload("Deployment"));
    cluster.apply(
        workload("Deployment")
            .replace("web:1", "web:2")
            .replace("replicas: 1", "replicas: 1\n  paused: true"));

    Instant start = clock.instant();
    Failure failure = failure(report -> {});

    assertThat(Duration.between(start, clock.instant())).isLessThan(Duration.ofMinutes(2));
    assertThat(failure.code()).isEqualTo(FailureCode.WORKLOAD_NOT_READY);
    assertThat(failure.parameter(FailureParameter.WORKLOADS)).hasValue("web updated 0/1 paused");
  }

  private Failure failure(Consumer<ClusterProgress> listener) {
    return failure(listener, clock);
  }

  private Failure failure(Consumer<ClusterProgress> listener, Clock time) {
    FailureException e =
        catchThrowableOfType(
            FailureException.class,
            () ->
                new WorkloadReadiness(access)
                    .awaitReady(
                        "web", "default", UnaryOperator.identity(), context(listener, time)));
    assertThat(e).as("a failure").isNotNull();
    return e.failure();
  }

  private WaitContext context(Consumer<ClusterProgress> listener, Clock time) {
    return new WaitContext(
        time,
        time.instant().plus(Duration.ofHours(1)),
        () -> false,
        report -> {
          contexts.reports.add(report);
          listener.accept(report);
        });
  }

  private static String workload(String kind) {
    return """
    apiVersion: apps/v1
    kind: %s
    metadata: {name: web, namespace: default, labels: {app.kubernetes.io/instance: web}}
    spec:
      selector: {matchLabels: {app: web}}
      %s
      template:
        metadata: {labels: {app: web, app.kubernetes.io/instance: web}}
        spec:
          containers: [{name: main, image: "web:1"}]
    """
        .formatted(
            kind,
            kind.equals("DaemonSet")
                ? ""
                : kind.equals("StatefulSet") ? "replicas: 1\n  serviceName: web" : "replicas: 1");
  }
}
