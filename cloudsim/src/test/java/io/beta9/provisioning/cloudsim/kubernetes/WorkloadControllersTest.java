package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests how the simulated controllers replace the pods of a changed workload. */
class WorkloadControllersTest {
  private final TestCluster cluster = new TestCluster();
  private final KubernetesClient client = cluster.client();

  @BeforeEach
  void addNodes() {
    cluster.setNodes(3);
    await().until(() -> client.nodes().list().getItems().size() == 3);
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void keeps_the_old_pod_of_a_deployment_while_the_new_one_does_not_start() {
    apply(deployment(1, "{maxSurge: 1, maxUnavailable: 0}", "web:1"));
    await().until(() -> status().getAvailableReplicas() == 1);
    cluster.cloud.conditions.put("image-pull web:2", "");

    apply(deployment(1, "{maxSurge: 1, maxUnavailable: 0}", "web:2"));

    await().until(() -> status().getUpdatedReplicas() == 1);
    assertThat(status())
        .returns(2, DeploymentStatus::getReplicas)
        .returns(1, DeploymentStatus::getReadyReplicas)
        .returns(1, DeploymentStatus::getAvailableReplicas)
        .returns(1, DeploymentStatus::getUnavailableReplicas);
    assertThat(images()).containsExactlyInAnyOrder("web:1", "web:2");

    cluster.cloud.conditions.clear();
    await().until(() -> images().equals(List.of("web:2")));
    assertThat(status()).returns(1, DeploymentStatus::getReplicas);
    assertThat(
            client.apps().replicaSets().inNamespace("default").list().getItems().stream()
                .map(ReplicaSet::getSpec)
                .map(spec -> spec.getReplicas()))
        .containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void replaces_only_as_many_pods_as_may_be_unavailable() {
    apply(deployment(4, "{maxSurge: 0, maxUnavailable: 25%}", "web:1"));
    await().until(() -> status().getAvailableReplicas() == 4);
    cluster.cloud.conditions.put("image-pull web:2", "");

    apply(deployment(4, "{maxSurge: 0, maxUnavailable: 25%}", "web:2"));

    await().until(() -> status().getUpdatedReplicas() == 1);
    assertThat(status())
        .returns(4, DeploymentStatus::getReplicas)
        .returns(3, DeploymentStatus::getAvailableReplicas);
  }

  @Test
  void does_not_count_terminating_pods_and_removes_them_from_endpoints() {
    apply(deployment(1, "{maxSurge: 1, maxUnavailable: 0}", "web:1"));
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    await().until(() -> status().getAvailableReplicas() == 1);
    String old = pods().getFirst().getMetadata().getName();
    cluster.cloud.conditions.put("pods-ignore-sigterm web", "");

    apply(deployment(1, "{maxSurge: 1, maxUnavailable: 0}", "web:2"));

    await().until(() -> status().getReplicas() == 1 && status().getUpdatedReplicas() == 1);
    Pod terminating = client.pods().inNamespace("default").withName(old).get();
    assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
    assertThat(terminating.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(30);
    assertThat(
            client.endpoints().inNamespace("default").withName("web").get().getSubsets().stream()
                .flatMap(subset -> subset.getAddresses().stream())
                .map(address -> address.getTargetRef().getName()))
        .hasSize(1)
        .doesNotContain(old);

    cluster.cloud.conditions.clear();
    await().until(() -> client.pods().inNamespace("default").withName(old).get() == null);
  }

  @Test
  void starts_the_new_pods_of_a_recreated_deployment_when_the_old_ones_are_gone() {
    apply(deployment(1, null, "web:1"));
    await().until(() -> status().getAvailableReplicas() == 1);
    cluster.cloud.conditions.put("pods-ignore-sigterm web", "");

    apply(deployment(1, null, "web:2"));

    await().until(() -> status().getReplicas() == null || status().getReplicas() == 0);
    assertThat(images()).containsExactly("web:1");
    cluster.cloud.conditions.clear();
    await().until(() -> images().equals(List.of("web:2")));
  }

  @Test
  void reports_a_deployment_that_exceeds_its_progress_deadline() {
    cluster.cloud.conditions.put("image-pull web:1", "");
    apply(
        deployment(1, null, "web:1")
            .replace("replicas: 1", "replicas: 1\n  progressDeadlineSeconds: 1"));

    await().until(() -> "ProgressDeadlineExceeded".equals(progressing().getReason()));
    assertThat(progressing().getStatus()).isEqualTo("False");

    cluster.cloud.conditions.clear();
    await().until(() -> "NewReplicaSetAvailable".equals(progressing().getReason()));
  }

  @Test
  void replaces_the_pods_of_a_daemon_set_node_by_node() {
    apply(workload("DaemonSet", "", "agent:1"));
    await().until(() -> daemonSet().getStatus().getNumberAvailable() == 3);
    cluster.cloud.conditions.put("image-pull agent:2", "");

    apply(workload("DaemonSet", "", "agent:2"));

    await().until(() -> daemonSet().getStatus().getUpdatedNumberScheduled() == 1);
    assertThat(daemonSet().getStatus().getNumberAvailable()).isEqualTo(2);
    assertThat(daemonSet().getStatus().getNumberReady()).isEqualTo(2);
    assertThat(images()).containsExactlyInAnyOrder("agent:1", "agent:1", "agent:2");

    cluster.cloud.conditions.clear();
    await().until(() -> images().equals(List.of("agent:2", "agent:2", "agent:2")));
  }

  @Test
  void replaces_the_pods_of_a_stateful_set_from_the_highest_number() {
    apply(workload("StatefulSet", "replicas: 3\n  serviceName: web", "db:1"));
    await().until(() -> statefulSet().getStatus().getReadyReplicas() == 3);
    String first = statefulSet().getStatus().getCurrentRevision();
    cluster.cloud.conditions.put("image-pull db:2", "");

    apply(workload("StatefulSet", "replicas: 3\n  serviceName: web", "db:2"));

    await().until(() -> statefulSet().getStatus().getUpdatedReplicas() == 1);
    assertThat(client.pods().inNamespace("default").withName("web-2").get())
        .satisfies(pod -> assertThat(image(pod)).isEqualTo("db:2"));
    assertThat(statefulSet().getStatus().getReadyReplicas()).isEqualTo(2);
    assertThat(statefulSet().getStatus().getCurrentRevision()).isEqualTo(first);
    assertThat(statefulSet().getStatus().getUpdateRevision()).isNotEqualTo(first);

    cluster.cloud.conditions.clear();
    await()
        .until(
            () ->
                statefulSet()
                    .getStatus()
                    .getUpdateRevision()
                    .equals(statefulSet().getStatus().getCurrentRevision()));
    assertThat(images()).containsOnly("db:2");
  }

  private void apply(String yaml) {
    TestCluster.apply(client, yaml);
  }

  /** Returns a Deployment with a strategy: rolling with these limits, or Recreate without. */
  private static String deployment(int replicas, @Nullable String limits, String image) {
    return workload(
        "Deployment",
        "replicas: "
            + replicas
            + "\n  strategy: "
            + (limits == null
                ? "{type: Recreate}"
                : "{type: RollingUpdate, rollingUpdate: " + limits + "}"),
        image);
  }

  private static String workload(String kind, String spec, String image) {
    return """
        apiVersion: apps/v1
        kind: %s
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          %s
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: main, image: "%s"}]
        """
        .formatted(kind, spec, image);
  }

  private DeploymentCondition progressing() {
    return status().getConditions().stream()
        .filter(condition -> condition.getType().equals("Progressing"))
        .findFirst()
        .orElseThrow();
  }

  private DaemonSet daemonSet() {
    return client.apps().daemonSets().inNamespace("default").withName("web").get();
  }

  private StatefulSet statefulSet() {
    return client.apps().statefulSets().inNamespace("default").withName("web").get();
  }

  private DeploymentStatus status() {
    return client.apps().deployments().inNamespace("default").withName("web").get().getStatus();
  }

  private List<Pod> pods() {
    return client.pods().inNamespace("default").list().getItems();
  }

  private List<String> images() {
    return pods().stream().map(WorkloadControllersTest::image).toList();
  }

  private static String image(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getImage();
  }
}
