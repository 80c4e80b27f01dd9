package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.UninstallResult;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.bootstrap.helm.ReleaseInstaller;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
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
 * Removes everything from a cluster that would outlive it: load balancers, volumes, and the
 * workloads that create them. Whatever remains costs money and prevents the deletion of the
 * subnets.
 */
public final class ClusterUninstall {
  private static final Duration API_SERVER_TIMEOUT = Duration.ofSeconds(45);
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ClusterAccess cluster;
  private final ReleaseInstaller releases;
  private final List<String> problems = new ArrayList<>();
  private boolean repeatable;

  public ClusterUninstall(ClusterAccess cluster, ReleaseInstaller releases) {
    this.cluster = cluster;
    this.releases = releases;
  }

  /**
   * Removes everything and waits until load balancers and volumes are deleted or time runs out.
   * Repeated a few times after errors that pass, because a load balancer that is left here has to
   * be found in the account.
   */
  public UninstallResult run(WaitContext context) throws InterruptedException {
    UninstallResult result = attempt(context);
    for (int attempt = 1; repeatable && attempt < ATTEMPTS && !context.hasTimedOut(); attempt++) {
      context.pause(PAUSE);
      problems.clear();
      repeatable = false;
      result = attempt(context);
    }
    return result;
  }

  private UninstallResult attempt(WaitContext context) throws InterruptedException {
    try {
      if (!apiServerAnswers(context)) {
        return new UninstallResult(false, List.copyOf(problems), List.of());
      }
      // The gateway first: it would replace workers as fast as they are deleted.
      uninstallRelease(InstalledReleases.BETA9, InstalledReleases.BETA9_NAMESPACE, context);
      deleteWorkers(context);
      deleteLoadBalancers(context);
      deleteVolumes(context);
      List<String> left = awaitEmpty(context);
      // Last, because it owns the namespace in which other objects may still be terminating.
      uninstallRelease(InstalledReleases.BASELINE, InstalledReleases.BASELINE_NAMESPACE, context);
      return new UninstallResult(true, List.copyOf(problems), left);
    } catch (KubernetesClientException e) {
      add(ApiServerFailures.of(cluster, "Removing Beta9 from the cluster", e).failure());
      return new UninstallResult(false, List.copyOf(problems), List.of());
    }
  }

  private boolean apiServerAnswers(WaitContext context) throws InterruptedException {
    String[] why = {""};
    WaitContext.WaitOutcome outcome =
        context
            .limitedTo(API_SERVER_TIMEOUT)
            .await(
                () -> {
                  try {
                    cluster.client().namespaces().withName("default").get();
                    return true;
                  } catch (KubernetesClientException e) {
                    why[0] = ApiServerFailures.describe(e);
                    return false;
                  }
                });
    if (outcome == WaitContext.WaitOutcome.TIMED_OUT) {
      problems.add(cluster.coordinates().endpoint() + " does not accept requests: " + why[0]);
    }
    return outcome == WaitContext.WaitOutcome.SATISFIED;
  }

  private void uninstallRelease(String release, String namespace, WaitContext context)
      throws InterruptedException {
    try {
      releases.remove(cluster, release, namespace, context);
    } catch (FailureException e) {
      // Objects that Helm cannot remove may still be removed one by one, and by AWS.
      add(e.failure());
      context.report(new ClusterProgress.ReleaseNotUninstalled(e.failure()));
    }
  }

  private void add(Failure problem) {
    problems.add(problem.summary());
    repeatable |= problem.kind() == FailureClass.TRANSIENT;
  }

  private void deleteWorkers(WaitContext context) {
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
      context.report(new ClusterProgress.WorkersDeleting(workers.size()));
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

  private void deleteLoadBalancers(WaitContext context) {
    for (Service service : loadBalancerServices()) {
      context.report(new ClusterProgress.LoadBalancerDeleting(name(service)));
      cluster
          .client()
          .services()
          .inNamespace(service.getMetadata().getNamespace())
          .withName(service.getMetadata().getName())
          .delete();
    }
  }

  /** A volume is deleted with its claim, and a claim once no pod uses it. */
  private void deleteVolumes(WaitContext context) {
    KubernetesClient client = cluster.client();
    List<PersistentVolumeClaim> claims =
        client.persistentVolumeClaims().inAnyNamespace().list().getItems();
    claims.stream()
        .map(claim -> claim.getMetadata().getNamespace())
        .distinct()
        .filter(namespace -> !namespace.startsWith("kube-"))
        .forEach(
            namespace -> {
              context.report(new ClusterProgress.VolumeUsersDeleting(namespace));
              client.apps().statefulSets().inNamespace(namespace).delete();
              client.apps().deployments().inNamespace(namespace).delete();
              client.apps().daemonSets().inNamespace(namespace).delete();
              client.batch().v1().jobs().inNamespace(namespace).delete();
              client.pods().inNamespace(namespace).delete();
            });
    for (PersistentVolumeClaim claim : claims) {
      context.report(new ClusterProgress.VolumeDeleting(name(claim)));
      client
          .persistentVolumeClaims()
          .inNamespace(claim.getMetadata().getNamespace())
          .withName(claim.getMetadata().getName())
          .delete();
    }
  }

  private List<String> awaitEmpty(WaitContext context) throws InterruptedException {
    List<String> reported = new ArrayList<>();
    context.await(
        () -> {
          List<String> left = remaining();
          if (!left.isEmpty() && !left.equals(reported)) {
            reported.clear();
            reported.addAll(left);
            context.report(new ClusterProgress.DeletionPending(left));
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
