package io.beta9.provisioning.bootstrap;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Empties a cluster of what would outlive it: load balancers, volumes, and the releases that made
 * them. What stays behind here blocks the subnets from being deleted.
 */
final class ClusterUninstall {
  private final ClusterAccess cluster;
  private final Releases releases;

  ClusterUninstall(ClusterAccess cluster, Releases releases) {
    this.cluster = cluster;
    this.releases = releases;
  }

  /** Removes it all and waits until the load balancers are gone. */
  void run(Watchman watch) throws InterruptedException {
    releases.remove(cluster, Bootstrap.BETA9, Gateway.NAMESPACE, watch);
    KubernetesClient client = cluster.client();
    try {
      // The gateway makes these; Helm does not know of them.
      client.batch().v1().jobs().inNamespace(Gateway.NAMESPACE).delete();
      for (Service service : loadBalancers()) {
        watch.progress().say("removing load balancer of service " + name(service));
        client
            .services()
            .inNamespace(service.getMetadata().getNamespace())
            .withName(service.getMetadata().getName())
            .delete();
      }
      client.persistentVolumeClaims().inNamespace(Gateway.NAMESPACE).delete();
      Watchman.Outcome outcome = watch.await(() -> loadBalancers().isEmpty());
      if (outcome == Watchman.Outcome.LATE) {
        watch
            .progress()
            .say(
                "load balancers are still there: "
                    + loadBalancers().stream()
                        .map(ClusterUninstall::name)
                        .collect(Collectors.joining(", ")));
      }
    } catch (KubernetesClientException e) {
      throw Unreachable.silent(cluster, String.valueOf(e.getMessage()), e);
    }
    releases.remove(cluster, Bootstrap.BASELINE, Bootstrap.BASELINE_NAMESPACE, watch);
  }

  private List<Service> loadBalancers() {
    return cluster.client().services().inAnyNamespace().list().getItems().stream()
        .filter(service -> "LoadBalancer".equals(service.getSpec().getType()))
        .toList();
  }

  private static String name(Service service) {
    return service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
  }
}
