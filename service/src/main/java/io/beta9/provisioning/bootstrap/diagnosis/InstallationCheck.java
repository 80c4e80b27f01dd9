package io.beta9.provisioning.bootstrap.diagnosis;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.bootstrap.cluster.AddOnProblem;
import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.PodRejections;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.bootstrap.drift.ReleaseDrift;
import io.beta9.provisioning.bootstrap.helm.ReleaseRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what is wrong in the cluster of an environment that should be ready: releases that are not
 * deployed, objects that are missing or were changed, and workloads that are not ready, with the
 * reason if their pods show one.
 */
public final class InstallationCheck {
  private static final Logger log = LoggerFactory.getLogger(InstallationCheck.class);

  private final ClusterAccess cluster;

  public InstallationCheck(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns the problems; empty if all is as installed.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the cluster cannot be read
   */
  public List<InstallationProblem> problems() {
    try {
      List<InstallationProblem> problems = new ArrayList<>();
      drift(InstalledReleases.BASELINE, InstalledReleases.BASELINE_NAMESPACE, problems);
      drift(InstalledReleases.BETA9, InstalledReleases.BETA9_NAMESPACE, problems);
      AddOnProblem.of(cluster.client()).stream()
          .map(InstallationProblem.AddOnWithoutPods::new)
          .forEach(problems::add);
      workloads(InstalledReleases.BASELINE_NAMESPACE, problems);
      workloads(InstalledReleases.BETA9_NAMESPACE, problems);
      return List.copyOf(problems);
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Inspecting the cluster", e);
    }
  }

  private void drift(String release, String namespace, List<InstallationProblem> problems) {
    List<ReleaseRecord> records = ReleaseRecord.of(cluster, namespace, release);
    if (records.isEmpty()) {
      problems.add(new InstallationProblem.ReleaseMissing(release));
      return;
    }
    ReleaseRecord newest = records.getFirst();
    if (!newest.isDeployed()) {
      problems.add(new InstallationProblem.ReleaseNotDeployed(release, newest.status()));
    }
    Optional<String> manifest =
        records.stream()
            .filter(ReleaseRecord::isDeployed)
            .findFirst()
            .flatMap(ReleaseRecord::manifest);
    if (manifest.isEmpty()) {
      return;
    }
    try {
      new ReleaseDrift(cluster)
          .of(manifest.get(), namespace).stream()
              .map(drift -> new InstallationProblem.ReleaseObjectDrift(release, drift))
              .forEach(problems::add);
    } catch (IllegalArgumentException e) {
      problems.add(
          new InstallationProblem.ManifestUnreadable(
              release, requireNonNullElse(e.getMessage(), "")));
    }
  }

  /** All workloads of the namespace: the add-ons of EKS are in that of the baseline. */
  private void workloads(String namespace, List<InstallationProblem> problems) {
    KubernetesClient client = cluster.client();
    List<RolloutStatus> unready =
        new PodRejections(client, namespace)
            .explain(
                Stream.of(
                        statuses(
                            client.apps().deployments().inNamespace(namespace).list().getItems(),
                            RolloutStatus::of),
                        statuses(
                            client.apps().statefulSets().inNamespace(namespace).list().getItems(),
                            RolloutStatus::of),
                        statuses(
                            client.apps().daemonSets().inNamespace(namespace).list().getItems(),
                            RolloutStatus::of))
                    .flatMap(Function.identity())
                    .filter(rollout -> !rollout.isComplete())
                    .toList());
    if (unready.isEmpty()) {
      return;
    }
    List<Pod> pods =
        client.pods().inNamespace(namespace).list().getItems().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .toList();
    MissingMounts mounts = new MissingMounts(client, namespace);
    unready.forEach(
        rollout ->
            problems.add(
                new InstallationProblem.WorkloadDown(
                    namespace, rollout, problem(rollout, namespace, pods, mounts).orElse(null))));
  }

  private static <T extends HasMetadata> Stream<RolloutStatus> statuses(
      List<T> workloads, Function<T, RolloutStatus> status) {
    return workloads.stream().map(status);
  }

  private Optional<PodProblem> problem(
      RolloutStatus rollout, String namespace, List<Pod> pods, MissingMounts mounts) {
    List<Pod> own = pods.stream().filter(rollout::owns).toList();
    return own.stream()
        .flatMap(pod -> PodProblem.of(pod).stream())
        .findFirst()
        .map(problem -> explained(problem, namespace, own))
        .or(() -> mounts.of(own).stream().findFirst());
  }

  private PodProblem explained(PodProblem problem, String namespace, List<Pod> pods) {
    try {
      return SchedulingObstacles.ofWorkloads(cluster.client(), namespace).explain(problem, pods);
    } catch (KubernetesClientException e) {
      log.info("Why {} waits could not be read: {}", problem.pod(), ApiServerFailures.describe(e));
      return problem;
    }
  }
}
