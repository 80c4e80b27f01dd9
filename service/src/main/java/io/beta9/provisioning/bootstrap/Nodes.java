package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machines of a cluster. */
final class Nodes {
  private static final Logger log = LoggerFactory.getLogger(Nodes.class);

  private final ClusterAccess cluster;

  Nodes(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until so many nodes are ready.
   *
   * @throws FailureException which says how many joined and what the others lack
   */
  void awaitReady(int wanted, Watchman watch) throws InterruptedException {
    int[] told = {-1};
    Watchman.Outcome outcome =
        watch.await(
            () -> {
              int ready = ready();
              if (ready != told[0]) {
                told[0] = ready;
                watch.progress().say(ready + " of " + wanted + " nodes are ready");
              }
              return ready >= wanted;
            });
    if (outcome == Watchman.Outcome.LATE) {
      throw new FailureException(late(wanted));
    }
  }

  private int ready() {
    try {
      return (int) list().stream().filter(Nodes::isReady).count();
    } catch (KubernetesClientException e) {
      if (e.getCode() == 401 || e.getCode() == 403) {
        throw Unreachable.refused(cluster, e);
      }
      log.info("The cluster does not answer yet: {}", e.getMessage());
      return 0;
    }
  }

  private List<Node> list() {
    return cluster.client().nodes().list().getItems();
  }

  static boolean isReady(Node node) {
    return node.getStatus() != null
        && node.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }

  private Failure late(int wanted) {
    List<Node> nodes = list();
    long ready = nodes.stream().filter(Nodes::isReady).count();
    String others =
        nodes.stream()
            .filter(node -> !isReady(node))
            .map(
                node ->
                    node.getMetadata().getName()
                        + " ("
                        + node.getStatus().getConditions().stream()
                            .filter(condition -> condition.getType().equals("Ready"))
                            .map(condition -> condition.getReason() + ": " + condition.getMessage())
                            .findFirst()
                            .orElse("says nothing of itself")
                        + ")")
            .collect(Collectors.joining(", "));
    return new Failure(
        FailureClass.BOOTSTRAP,
        "nodes-not-ready",
        "Waiting for the cluster's nodes ended without success",
        ready
            + " of "
            + wanted
            + " are ready"
            + (nodes.isEmpty()
                ? " and none has joined at all"
                : others.isEmpty() ? "" : "; not ready: " + others),
        "Check the node group's health, the nodes' role, their security groups and the free "
            + "addresses of their subnets, then retry");
  }
}
