package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** The workloads whose number of pods is that of a HorizontalPodAutoscaler. */
public final class AutoscaledWorkloads {
  private final ClusterAccess cluster;

  public AutoscaledWorkloads(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns whether an autoscaler has the workload as its target.
   *
   * @throws KubernetesClientException if the cluster cannot be read
   */
  public boolean contains(String namespace, String kind, String name) {
    return cluster
        .client()
        .autoscaling()
        .v2()
        .horizontalPodAutoscalers()
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .map(autoscaler -> autoscaler.getSpec().getScaleTargetRef())
        .anyMatch(target -> kind.equals(target.getKind()) && name.equals(target.getName()));
  }

  /**
   * Returns the number of pods that an autoscaler has given a Deployment; empty if it has none.
   * With 0 pods it is switched off: an autoscaler does not start the first one.
   *
   * @throws KubernetesClientException if the cluster cannot be read
   */
  public Optional<Integer> replicas(String namespace, String deployment) {
    if (!contains(namespace, "Deployment", deployment)) {
      return Optional.empty();
    }
    Deployment live =
        cluster.client().apps().deployments().inNamespace(namespace).withName(deployment).get();
    return Optional.ofNullable(live)
        .map(found -> found.getSpec().getReplicas())
        .filter(replicas -> replicas > 0);
  }
}
