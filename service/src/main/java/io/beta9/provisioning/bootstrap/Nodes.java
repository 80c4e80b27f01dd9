package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.aws.NodeCause;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;

/** The machines of a cluster. */
final class Nodes {
  private final ClusterAccess cluster;

  Nodes(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until the nodes that must be there are ready.
   *
   * @throws FailureException which says how many joined and why the others did not
   */
  void awaitReady(NodesWanted wanted, NodeGroupHealth health, Watchman watch)
      throws InterruptedException {
    Bell bell = new Bell();
    try (SharedIndexInformer<Node> informer =
        cluster.client().nodes().inform(new Ringing<>(bell))) {
      String[] told = {""};
      Watchman.Outcome outcome =
          watch.await(
              bell,
              () -> {
                List<Node> nodes = informer.getStore().list();
                String words = wanted.words(nodes);
                if (!words.equals(told[0])) {
                  told[0] = words;
                  watch.say(words);
                }
                return wanted.metBy(nodes);
              });
      if (outcome == Watchman.Outcome.LATE) {
        List<Node> nodes = informer.getStore().list();
        Optional<NodeCause> cause =
            wanted.lacking(nodes).stream()
                .flatMap(group -> health.cause(group).stream())
                .findFirst();
        throw new FailureException(
            cause.isPresent()
                ? NodesDiagnosis.of(wanted, nodes, cause.get())
                : NodesDiagnosis.of(
                    wanted,
                    nodes,
                    wanted.lacking(nodes).stream()
                        .flatMap(group -> health.issues(group).stream())
                        .toList()));
      }
    } catch (KubernetesClientException e) {
      throw Unreachable.of(cluster, "Watching the cluster's nodes", e);
    }
  }
}
