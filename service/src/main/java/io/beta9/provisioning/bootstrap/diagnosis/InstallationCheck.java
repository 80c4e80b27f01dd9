package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.InstalledReleases;
import io.beta9.provisioning.bootstrap.cluster.PodRejections;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import io.beta9.provisioning.bootstrap.drift.ObjectDrift;
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

/**
 * Lists what is wrong in the cluster of an environment that should be ready: releases that are not
 * deployed, objects that are missing or were changed, and workloads that are not ready, with the
 * reason if their pods show one.
 */
public final class InstallationCheck {
  private final ClusterAccess cluster;

  public InstallationCheck(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /**
   * Returns one sentence for each problem; empty if all is as installed.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the cluster cannot be read
   */
  public List<String> problems() {
    try {
      List<String> problems = new ArrayList<>();
      drift(InstalledReleases.BASELINE, InstalledReleases.BASELINE_NAMESPACE, problems);
      drift(InstalledReleases.BETA9, InstalledReleases.BETA9_NAMESPACE, problems);
      AddOnProblem.of(cluster.client()).forEach(problem -> problems.add(problem.summary()));
      workloads(InstalledReleases.BASELINE_NAMESPACE, problems);
      workloads(InstalledReleases.BETA9_NAMESPACE, problems);
      return List.copyOf(problems);
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Inspecting the cluster", e);
    }
  }

  private void drift(String release, String namespace, List<String> problems) {
    List<ReleaseRecord> records = ReleaseRecord.of(cluster, namespace, release);
    if (records.isEmpty()) {
      problems.add("release " + release + " is not installed");
      return;
    }
    ReleaseRecord newest = records.getFirst();
    if (!newest.isDeployed()) {
      problems.add("release " + release + " is " + newest.status());
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
              .map(ObjectDrift::summary)
              .map(summary -> summary + " (release " + release + ")")
              .forEach(problems::add);
    } catch (IllegalArgumentException e) {
      problems.add("the manifest of release " + release + " cannot be read: " + e.getMessage());
    }
  }

  /** All workloads of the namespace: the add-ons of EKS are in that of the baseline. */
  private void workloads(String namespace, List<String> problems) {
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
                rollout.kind()
                    + " "
                    + namespace
                    + "/"
                    + rollout.name()
                    + " is not ready: "
                    + rollout.pending()
                    + reason(rollout, pods, mounts)));
  }

  private static <T extends HasMetadata> Stream<RolloutStatus> statuses(
      List<T> workloads, Function<T, RolloutStatus> status) {
    return workloads.stream().map(status);
  }

  private static String reason(RolloutStatus rollout, List<Pod> pods, MissingMounts mounts) {
    if (rollout.isRejected()) {
      return "; its pods are rejected: " + rollout.creationError();
    }
    List<Pod> own = pods.stream().filter(rollout::owns).toList();
    return own.stream()
        .flatMap(pod -> PodProblem.of(pod).stream())
        .findFirst()
        .map(problem -> "; pod " + problem.pod() + " " + problem.kind().description())
        .or(() -> mounts.of(own).stream().findFirst().map(problem -> "; " + problem.summary()))
        .orElse("");
  }
}
