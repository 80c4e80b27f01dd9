package io.beta9.provisioning.bootstrap.rollout;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.NodeGroupHealth;
import io.beta9.provisioning.bootstrap.cluster.Notification;
import io.beta9.provisioning.bootstrap.cluster.NotifyingHandler;
import io.beta9.provisioning.bootstrap.cluster.RequiredNodes;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.diagnosis.MissingNodesDiagnosis;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits for the nodes of a cluster. */
public final class NodeReadiness {
  private final ClusterAccess cluster;

  public NodeReadiness(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Waits until the required number of nodes is ready.
   *
   * @throws FailureException stating how many nodes joined and why the others did not
   */
  public void awaitReady(RequiredNodes required, NodeGroupHealth health, WaitContext context)
      throws InterruptedException {
    Notification changes = new Notification();
    try (SharedIndexInformer<Node> informer =
        cluster.client().nodes().inform(new NotifyingHandler<>(changes))) {
      @Nullable ClusterProgress[] reported = {null};
      WaitContext.WaitOutcome outcome =
          context.await(
              changes,
              () -> {
                List<Node> nodes = informer.getStore().list();
                ClusterProgress.NodesCounted counted = required.count(nodes);
                if (!counted.equals(reported[0])) {
                  reported[0] = counted;
                  context.report(counted);
                }
                return required.areReady(nodes);
              });
      if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
        List<Node> nodes = informer.getStore().list();
        Optional<Failure> cause =
            required.incompleteGroups(nodes).stream()
                .flatMap(group -> health.cause(group).stream())
                .findFirst();
        throw new FailureException(
            cause.isPresent()
                ? MissingNodesDiagnosis.of(required, nodes, cause.get())
                : MissingNodesDiagnosis.of(
                    required,
                    nodes,
                    required.incompleteGroups(nodes).stream()
                        .flatMap(group -> health.issues(group).stream())
                        .toList()));
      }
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Watching the cluster's nodes", e);
    }
  }
}
