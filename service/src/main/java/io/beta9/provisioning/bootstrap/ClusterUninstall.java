package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.helm.ReleaseInstaller;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Empties a cluster of what would outlive it: load balancers, volumes, and what makes them. What
 * stays behind here costs money and blocks the subnets from being deleted.
 */
public final class ClusterUninstall {
  private static final Duration API_SERVER_TIMEOUT = Duration.ofSeconds(45);

  private final ClusterAccess cluster;
  private final ReleaseInstaller releases;
  private final List<String> problems = new ArrayList<>();

  public ClusterUninstall(ClusterAccess cluster, ReleaseInstaller releases) {
    this.cluster = cluster;
    this.releases = releases;
  }

  /** Removes it all, and waits until load balancers and volumes are gone or time is up. */
  public UninstallResult run(WaitContext watch) throws InterruptedException {
    try {
      if (!apiServerAnswers(watch)) {
        return new UninstallResult(false, List.copyOf(problems), List.of());
      }
      // The gateway first: it would make workers as fast as they are removed.
      uninstallRelease(InstalledReleases.BETA9, InstalledReleases.BETA9_NAMESPACE, watch);
      deleteWorkers(watch);
      deleteLoadBalancers(watch);
      deleteVolumes(watch);
      List<String> left = awaitEmpty(watch);
      // Last, because it holds the namespace in which the others may still be on their way out.
      uninstallRelease(InstalledReleases.BASELINE, InstalledReleases.BASELINE_NAMESPACE, watch);
      return new UninstallResult(true, List.copyOf(problems), left);
    } catch (KubernetesClientException e) {
      problems.add(ApiServerFailures.of(cluster, "Emptying the cluster", e).failure().message());
      return new UninstallResult(false, List.copyOf(problems), List.of());
    }
  }

  private boolean apiServerAnswers(WaitContext watch) throws InterruptedException {
    String[] why = {""};
    WaitContext.WaitOutcome outcome =
        watch
            .limitedTo(API_SERVER_TIMEOUT)
            .await(
                () -> {
                  try {
                    cluster.client().namespaces().withName("default").get();
                    return true;
                  } catch (KubernetesClientException e) {
                    why[0] = String.valueOf(e.getMessage());
                    return false;
                  }
                });
    if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
      problems.add(cluster.coordinates().endpoint() + " does not let us in: " + why[0]);
    }
    return outcome == WaitContext.WaitOutcome.SATISFIED;
  }

  private void uninstallRelease(String release, String namespace, WaitContext watch)
      throws InterruptedException {
    try {
      releases.remove(cluster, release, namespace, watch);
    } catch (FailureException e) {
      // What Helm cannot remove may still be removed object by object, and by AWS.
      problems.add(e.failure().message());
      watch.report(e.failure().message());
    }
  }

  private void deleteWorkers(WaitContext watch) {
    KubernetesClient client = cluster.client();
    List<Job> workers =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(InstalledReleases.BETA9_NAMESPACE)
            .list()
            .getItems()
            .stream()
            .filter(
                job -> job.getMetadata().getName().startsWith(InstalledReleases.WORKER_JOB_PREFIX))
            .toList();
    if (!workers.isEmpty()) {
      watch.report("removing " + workers.size() + " workers");
    }
    for (Job worker : workers) {
      client
          .batch()
          .v1()
          .jobs()
          .inNamespace(InstalledReleases.BETA9_NAMESPACE)
          .withName(worker.getMetadata().getName())
          .withPropagationPolicy(DeletionPropagation.BACKGROUND)
          .delete();
    }
  }

  private void deleteLoadBalancers(WaitContext watch) {
    for (Service service : loadBalancerServices()) {
      watch.report("removing the load balancer of Service " + name(service));
      cluster
          .client()
          .services()
          .inNamespace(service.getMetadata().getNamespace())
          .withName(service.getMetadata().getName())
          .delete();
    }
  }

  /** A volume goes when its claim goes, and its claim when no pod uses it any more. */
  private void deleteVolumes(WaitContext watch) {
    KubernetesClient client = cluster.client();
    List<PersistentVolumeClaim> claims =
        client.persistentVolumeClaims().inAnyNamespace().list().getItems();
    claims.stream()
        .map(claim -> claim.getMetadata().getNamespace())
        .distinct()
        .filter(namespace -> !namespace.startsWith("kube-"))
        .forEach(
            namespace -> {
              watch.report("removing everything in " + namespace + ", which holds volumes");
              client.apps().statefulSets().inNamespace(namespace).delete();
              client.apps().deployments().inNamespace(namespace).delete();
              client.apps().daemonSets().inNamespace(namespace).delete();
              client.batch().v1().jobs().inNamespace(namespace).delete();
              client.pods().inNamespace(namespace).delete();
            });
    for (PersistentVolumeClaim claim : claims) {
      watch.report("removing volume " + name(claim));
      client
          .persistentVolumeClaims()
          .inNamespace(claim.getMetadata().getNamespace())
          .withName(claim.getMetadata().getName())
          .delete();
    }
  }

  private List<String> awaitEmpty(WaitContext watch) throws InterruptedException {
    String[] told = {""};
    watch.await(
        () -> {
          List<String> left = remaining();
          String words = "waiting for " + String.join(", ", left) + " to go";
          if (!left.isEmpty() && !words.equals(told[0])) {
            told[0] = words;
            watch.report(words);
          }
          return left.isEmpty();
        });
    return remaining();
  }

  private List<String> remaining() {
    return Stream.concat(
            loadBalancerServices().stream().map(service -> "load balancer of " + name(service)),
            cluster.client().persistentVolumes().list().getItems().stream()
                .filter(ClusterUninstall::goesWithItsClaim)
                .map(volume -> "volume " + volume.getMetadata().getName()))
        .toList();
  }

  private static boolean goesWithItsClaim(PersistentVolume volume) {
    return "Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
  }

  private List<Service> loadBalancerServices() {
    return cluster.client().services().inAnyNamespace().list().getItems().stream()
        .filter(service -> "LoadBalancer".equals(service.getSpec().getType()))
        .toList();
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}
