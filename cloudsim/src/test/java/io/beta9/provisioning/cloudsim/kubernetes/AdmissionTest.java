package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests which objects the simulated API server rejects, and how controllers report it. */
class AdmissionTest {
  private static final String WEBHOOK =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: policy}
      webhooks:
      - name: policy.example.com
        admissionReviewVersions: [v1]
        sideEffects: None
        clientConfig: {service: {name: policy, namespace: default, path: /check}}
        rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}
      """;

  private final TestCluster cluster = new TestCluster();
  private final KubernetesClient client = cluster.client();

  @BeforeEach
  void addNodes() {
    cluster.setNodes(2);
    await().until(() -> client.nodes().list().getItems().size() == 2);
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void rejects_the_pod_that_exceeds_a_quota() {
    apply("{apiVersion: v1, kind: ResourceQuota, metadata: {name: few}, spec: {hard: {pods: 1}}}");
    apply(deployment(2, "{}"));

    await().until(() -> replicaFailure().isPresent());
    assertThat(replicaFailure().orElseThrow())
        .matches(
            "pods \"web-[a-z0-9]+-[a-z0-9]+\" is forbidden: exceeded quota: few, requested:"
                + " pods=1, used: pods=1, limited: pods=1");
    assertThat(events("FailedCreate", "ReplicaSet")).isNotEmpty();
    assertThat(pods()).hasSize(1);

    client.resourceQuotas().inNamespace("default").withName("few").delete();
    await().until(() -> pods().size() == 2);
    await().until(() -> replicaFailure().isEmpty());
  }

  @Test
  void counts_the_resources_that_a_quota_limits_and_requires_them() {
    apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: compute}
        spec: {hard: {limits.memory: 1Gi, requests.cpu: 1500m}}
        """);
    assertThatThrownBy(() -> apply(pod("bare", "{}", "{}")))
        .hasMessageContaining(
            "failed quota: compute: must specify limits.memory for: main; requests.cpu for: main");
    apply(pod("one", "{}", "resources: {limits: {memory: 512Mi, cpu: 1}}"));
    assertThatThrownBy(
            () -> apply(pod("two", "{}", "resources: {limits: {memory: 512Mi, cpu: 1}}")))
        .hasMessageContaining(
            "exceeded quota: compute, requested: requests.cpu=1, used: requests.cpu=1, limited:"
                + " requests.cpu=1500m");
    apply(pod("three", "{}", "resources: {limits: {memory: 512Mi, cpu: 500m}}"));
  }

  @Test
  void enforces_the_pod_security_level_of_the_namespace() {
    label("baseline");
    assertThatThrownBy(() -> apply(pod("x", "{}", "securityContext: {privileged: true}")))
        .hasMessageContaining(
            "pods \"x\" is forbidden: violates PodSecurity \"baseline:latest\": privileged"
                + " (container \"main\" must not set securityContext.privileged=true)");
    assertThatThrownBy(() -> apply(pod("x", "{hostNetwork: true}", "{}")))
        .hasMessageContaining("host namespaces (hostNetwork=true)");
    apply(pod("plain", "{}", "{}"));

    label("restricted");
    assertThatThrownBy(() -> apply(pod("y", "{}", "{}")))
        .hasMessageContaining(
            "violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false"
                + " (container \"main\" must set securityContext.allowPrivilegeEscalation=false),"
                + " unrestricted capabilities (container \"main\" must set"
                + " securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or"
                + " container \"main\" must set securityContext.runAsNonRoot=true),"
                + " seccompProfile (pod or container \"main\" must set"
                + " securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\")");
    apply(
        pod(
            "safe",
            "{securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}}",
            "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}"));
  }

  @Test
  void rejects_pods_while_a_webhook_has_no_endpoints() {
    apply(WEBHOOK);
    apply(workload("StatefulSet", "replicas: 1\n  serviceName: web", "{}"));

    await().until(() -> !events("FailedCreate", "StatefulSet").isEmpty());
    assertThat(events("FailedCreate", "StatefulSet"))
        .contains(
            "create Pod web-0 in StatefulSet web failed error: Internal error occurred: failed"
                + " calling webhook \"policy.example.com\": failed to call webhook: Post"
                + " \"https://policy.default.svc:443/check?timeout=10s\": service \"policy\" not"
                + " found");

    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: policy}
        spec: {selector: {app: policy}, ports: [{port: 443}]}
        """);
    assertThatThrownBy(() -> apply(pod("x", "{}", "{}")))
        .hasMessageContaining("no endpoints available for service \"policy\"");

    apply(WEBHOOK.replace("sideEffects", "failurePolicy: Ignore\n  sideEffects"));
    await().until(() -> pods().size() == 1);
  }

  @Test
  void rejects_what_a_webhook_denies() {
    apply(
        WEBHOOK.replace(
            "service: {name: policy, namespace: default, path: /check}", "url: https://x"));
    apply(pod("admitted", "{}", "{}"));
    cluster.cloud.conditions.put("webhook-denies policy.example.com", "images must be signed");

    apply(workload("DaemonSet", "", "{}"));

    await().until(() -> !events("FailedCreate", "DaemonSet").isEmpty());
    assertThat(events("FailedCreate", "DaemonSet"))
        .contains(
            "Error creating: admission webhook \"policy.example.com\" denied the request: images"
                + " must be signed");
  }

  @Test
  void rejects_pods_with_an_unknown_account_or_class_and_outside_of_limits() {
    assertThatThrownBy(() -> apply(pod("x", "{serviceAccountName: absent}", "{}")))
        .hasMessageContaining("error looking up service account default/absent");
    assertThatThrownBy(() -> apply(pod("x", "{priorityClassName: gold}", "{}")))
        .hasMessageContaining("no PriorityClass with name gold was found");
    assertThatThrownBy(() -> apply(pod("x", "{runtimeClassName: gvisor}", "{}")))
        .hasMessageContaining("RuntimeClass \"gvisor\" not found");
    apply(
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: small}
        spec: {limits: [{type: Container, max: {cpu: 500m}, default: {cpu: 100m}}]}
        """);
    assertThatThrownBy(() -> apply(pod("x", "{}", "resources: {limits: {cpu: 1}}")))
        .hasMessageContaining("maximum cpu usage per Container is 500m, but limit is 1");
    apply(pod("y", "{}", "{}"));
    assertThat(
            client
                .pods()
                .inNamespace("default")
                .withName("y")
                .get()
                .getSpec()
                .getContainers()
                .getFirst()
                .getResources()
                .getLimits())
        .containsKey("cpu");
  }

  private void label(String level) {
    apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: default, labels: {pod-security.kubernetes.io/enforce: %s}}
        """
            .formatted(level));
  }

  private void apply(String yaml) {
    TestCluster.apply(client, yaml);
  }

  private static String deployment(int replicas, String container) {
    return workload("Deployment", "replicas: " + replicas, container);
  }

  private static String workload(String kind, String spec, String container) {
    return """
    apiVersion: apps/v1
    kind: %s
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      %s
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [%s]}
    """
        .formatted(kind, spec, container(container));
  }

  private static String pod(String name, String spec, String container) {
    String fields = spec.substring(1, spec.length() - 1);
    return "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {%scontainers: [%s]}}"
        .formatted(name, fields.isEmpty() ? "" : fields + ", ", container(container));
  }

  private static String container(String fields) {
    return "{name: main, image: 'web:1'" + (fields.equals("{}") ? "" : ", " + fields) + "}";
  }

  private List<Pod> pods() {
    return client.pods().inNamespace("default").list().getItems();
  }

  private List<String> events(String reason, String kind) {
    return client.v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> event.getReason().equals(reason))
        .filter(event -> event.getInvolvedObject().getKind().equals(kind))
        .map(Event::getMessage)
        .toList();
  }

  private Optional<String> replicaFailure() {
    return client
        .apps()
        .deployments()
        .inNamespace("default")
        .withName("web")
        .get()
        .getStatus()
        .getConditions()
        .stream()
        .filter(condition -> condition.getType().equals("ReplicaFailure"))
        .map(DeploymentCondition::getMessage)
        .findFirst();
  }
}
