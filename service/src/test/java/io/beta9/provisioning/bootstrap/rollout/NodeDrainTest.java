package io.beta9.provisioning.bootstrap.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.bootstrap.SimulatedCluster;
import io.beta9.provisioning.bootstrap.WaitContexts;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeDrainTest {
  private final SimulatedCluster cluster = new SimulatedCluster();
  private final ClusterAccess access = cluster.access();
  private final WaitContexts contexts = new WaitContexts();
  private final NodeDrain drain = new NodeDrain(access);

  @BeforeEach
  void start() {
    cluster.nodes("cpu", 2);
    cluster.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "web:1"}]}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, namespace: default}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              tolerations: [{operator: Exists}]
              containers: [{name: agent, image: "agent:1"}]
        """);
    await().until(() -> ready("web").size() == 2 && ready("agent").size() == 2);
  }

  @AfterEach
  void close() {
    access.close();
    cluster.close();
  }

  private List<Pod> ready(String app) {
    return access
        .client()
        .pods()
        .inNamespace("default")
        .withLabel("app", app)
        .list()
        .getItems()
        .stream()
        .filter(Readiness::isPodReady)
        .toList();
  }

  private Set<String> nodes(String group) {
    return nodesOf(group).stream()
        .map(node -> node.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private List<Node> nodesOf(String group) {
    return access
        .client()
        .nodes()
        .withLabel("eks.amazonaws.com/nodegroup", group)
        .list()
        .getItems();
  }

  private Set<String> nodesOfPods() {
    return ready("web").stream()
        .map(pod -> pod.getSpec().getNodeName())
        .collect(Collectors.toSet());
  }

  private void budget(int minAvailable) {
    cluster.apply(
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web, namespace: default}
        spec: {minAvailable: %d, selector: {matchLabels: {app: web}}}
        """
            .formatted(minAvailable));
  }

  @Test
  void moves_the_pods_to_the_new_nodes_and_leaves_those_of_daemon_sets() throws Exception {
    cluster.nodes("cpu-2", 2);
    budget(1);

    drain.drain(Set.of("cpu"), contexts.withDefaultTimeout());

    await().until(() -> ready("web").size() == 2);
    assertThat(nodes("cpu-2")).containsAll(nodesOfPods());
    assertThat(ready("agent")).hasSize(4);
    assertThat(nodesOf("cpu")).allMatch(node -> node.getSpec().getUnschedulable());
    assertThat(contexts.reports)
        .last()
        .isEqualTo(new ClusterProgress.NodesDraining(List.of("cpu"), 0));
  }

  @Test
  void never_violates_a_disruption_budget_and_names_the_pods_that_remain() {
    cluster.nodes("cpu-2", 2);
    budget(2);
    Set<String> before =
        ready("web").stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());

    FailureException failure =
        catchThrowableOfType(
            FailureException.class,
            () ->
                new NodeDrain(access)
                    .drain(
                        Set.of("cpu"),
                        new WaitContexts(WaitContexts.stepping(Duration.ofMinutes(1)))
                            .withTimeout(Duration.ofMinutes(4))));

    assertThat(failure.failure().code()).isEqualTo(FailureCode.NODES_NOT_DRAINED);
    assertThat(failure.failure().parameter(FailureParameter.NODE_GROUP)).contains("cpu");
    assertThat(failure.failure().parameter(FailureParameter.WORKLOADS))
        .get(InstanceOfAssertFactories.STRING)
        .startsWith("default/web-");
    assertThat(ready("web"))
        .extracting(pod -> pod.getMetadata().getUid())
        .hasSameElementsAs(before);
  }

  @Test
  void uncordons_the_nodes_to_which_a_reverted_replacement_returns() throws Exception {
    cluster.nodes("cpu-2", 2);
    drain.drain(Set.of("cpu"), contexts.withDefaultTimeout());

    drain.drain(Set.of("cpu-2"), contexts.withDefaultTimeout());

    await().until(() -> ready("web").size() == 2);
    assertThat(nodes("cpu")).containsAll(nodesOfPods());
  }
}
