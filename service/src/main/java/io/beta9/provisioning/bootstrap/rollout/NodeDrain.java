package io.beta9.provisioning.bootstrap.rollout;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.format.ShortList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves pods off nodes, as {@code kubectl drain} does: the nodes are cordoned, and each pod is
 * evicted as soon as its disruption budget allows it. Pods of DaemonSets and static pods remain.
 */
public final class NodeDrain {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int MAX_NAMED = 5;
  private static final int NOT_FOUND = 404;
  private static final String NODE_GROUP_LABEL = "eks.amazonaws.com/nodegroup";

  /** Marks a node that this service has cordoned, so that it alone is uncordoned again. */
  private static final String CORDONED = "beta9.io/cordoned-for-replacement";

  private static final String STATIC_POD = "kubernetes.io/config.mirror";
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final ClusterAccess cluster;

  public NodeDrain(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Drains the nodes of these groups. Nodes of other groups that an earlier drain has cordoned are
   * uncordoned: the replacement was reverted.
   *
   * @throws FailureException {@code nodes-not-drained}, naming the pods that remain
   */
  public void drain(Set<String> nodeGroups, WaitContext context) throws InterruptedException {
    WaitContext limited = context.limitedTo(LIMIT);
    int[] reported = {-1};
    try {
      uncordonOthers(nodeGroups);
      WaitContext.WaitOutcome outcome =
          limited.await(
              () -> {
                List<Pod> pods = evictable(cordon(nodeGroups));
                if (pods.size() != reported[0]) {
                  reported[0] = pods.size();
                  context.report(
                      new ClusterProgress.NodesDraining(
                          nodeGroups.stream().sorted().toList(), pods.size()));
                }
                pods.forEach(this::evict);
                return pods.isEmpty();
              });
      if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
        throw new FailureException(
            Failure.of(FailureCode.NODES_NOT_DRAINED, "Draining nodes")
                .with(
                    FailureParameter.NODE_GROUP,
                    nodeGroups.stream().sorted().collect(Collectors.joining(", ")))
                .with(
                    FailureParameter.WORKLOADS,
                    ShortList.of(
                        evictable(cordon(nodeGroups)).stream()
                            .map(
                                pod ->
                                    pod.getMetadata().getNamespace()
                                        + "/"
                                        + pod.getMetadata().getName())
                            .toList(),
                        MAX_NAMED)));
      }
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Draining nodes", e);
    }
  }

  /** Cordons all nodes of the groups, also those that have been added meanwhile. */
  private Set<String> cordon(Set<String> nodeGroups) {
    List<Node> nodes =
        cluster
            .client()
            .nodes()
            .withLabelIn(NODE_GROUP_LABEL, nodeGroups.toArray(String[]::new))
            .list()
            .getItems();
    nodes.stream()
        .filter(node -> !isCordoned(node))
        .forEach(node -> ifPresent(() -> setCordoned(node, true)));
    return nodes.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
  }

  private void uncordonOthers(Set<String> nodeGroups) {
    cluster.client().nodes().list().getItems().stream()
        .filter(node -> orEmpty(node.getMetadata().getAnnotations()).containsKey(CORDONED))
        .filter(
            node ->
                !nodeGroups.contains(orEmpty(node.getMetadata().getLabels()).get(NODE_GROUP_LABEL)))
        .forEach(node -> ifPresent(() -> setCordoned(node, false)));
  }

  private static boolean isCordoned(Node node) {
    return Boolean.TRUE.equals(node.getSpec().getUnschedulable());
  }

  private void setCordoned(Node node, boolean cordoned) {
    cluster
        .client()
        .nodes()
        .withName(node.getMetadata().getName())
        .edit(
            current -> {
              current.getSpec().setUnschedulable(cordoned ? Boolean.TRUE : null);
              Map<String, String> annotations =
                  new HashMap<>(orEmpty(current.getMetadata().getAnnotations()));
              if (cordoned) {
                annotations.put(CORDONED, "true");
              } else {
                annotations.remove(CORDONED);
              }
              current.getMetadata().setAnnotations(annotations);
              return current;
            });
  }

  private List<Pod> evictable(Set<String> nodes) {
    return cluster.client().pods().inAnyNamespace().list().getItems().stream()
        .filter(pod -> nodes.contains(Objects.requireNonNullElse(pod.getSpec().getNodeName(), "")))
        .filter(pod -> pod.getStatus() == null || !FINISHED.contains(pod.getStatus().getPhase()))
        .filter(pod -> !orEmpty(pod.getMetadata().getAnnotations()).containsKey(STATIC_POD))
        .filter(
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .noneMatch(owner -> owner.getKind().equals("DaemonSet")))
        .toList();
  }

  /** A pod whose budget does not allow its eviction now is evicted in a later round. */
  private void evict(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      ifPresent(
          () -> {
            boolean _ =
                cluster
                    .client()
                    .pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .evict();
          });
    }
  }

  /** What has been deleted since it was listed need not be changed. */
  private static void ifPresent(Runnable change) {
    try {
      change.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
