package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvictionTest {
  private final TestCluster cluster = new TestCluster();
  private final KubernetesClient client = cluster.client();

  @BeforeEach
  void start() {
    cluster.setNodes(2);
    TestCluster.apply(
        client,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:1"}]}
        """);
    await().until(() -> ready().size() == 2);
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  private List<Pod> pods() {
    return client.pods().inNamespace("default").withLabel("app", "web").list().getItems();
  }

  private List<Pod> ready() {
    return pods().stream()
        .filter(
            pod ->
                pod.getStatus().getConditions().stream()
                    .anyMatch(
                        condition ->
                            condition.getType().equals("Ready")
                                && condition.getStatus().equals("True")))
        .toList();
  }

  private boolean evict(Pod pod) {
    return client.pods().inNamespace("default").withName(pod.getMetadata().getName()).evict();
  }

  private void budget(String limit) {
    TestCluster.apply(
        client,
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {%s, selector: {matchLabels: {app: web}}}
        """
            .formatted(limit));
  }

  @Test
  void evicts_a_pod_only_if_its_disruption_budget_allows_it() {
    budget("minAvailable: 2");
    assertThat(evict(pods().getFirst())).isFalse();
    assertThat(ready()).hasSize(2);

    budget("maxUnavailable: 50%");
    Pod evicted = pods().getFirst();
    assertThat(evict(evicted)).isTrue();
    await()
        .until(
            () ->
                ready().size() == 2
                    && pods().stream()
                        .noneMatch(
                            pod ->
                                pod.getMetadata().getUid().equals(evicted.getMetadata().getUid())));
  }

  @Test
  void schedules_no_pod_on_a_cordoned_node() {
    String cordoned = pods().getFirst().getSpec().getNodeName();
    client
        .nodes()
        .withName(cordoned)
        .edit(
            node -> {
              node.getSpec().setUnschedulable(true);
              return node;
            });

    pods().forEach(this::evict);

    await().until(() -> ready().size() == 2 && !nodesOf(pods()).contains(cordoned));
  }

  private static Set<String> nodesOf(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getSpec().getNodeName()).collect(Collectors.toSet());
  }
}
