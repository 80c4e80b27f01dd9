package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.AddOnProblem;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgressText;
import io.beta9.provisioning.bootstrap.cluster.ObjectDrift;
import io.beta9.provisioning.bootstrap.cluster.RolloutStatus;
import org.jspecify.annotations.Nullable;

/** Something that is wrong in the cluster of an environment that should be ready. */
public sealed interface InstallationProblem {

  record ReleaseMissing(String release) implements InstallationProblem {}

  record ReleaseNotDeployed(String release, String status) implements InstallationProblem {}

  record ManifestUnreadable(String release, String reported) implements InstallationProblem {}

  record ReleaseObjectDrift(String release, ObjectDrift drift) implements InstallationProblem {}

  record AddOnWithoutPods(AddOnProblem problem) implements InstallationProblem {}

  /**
   * A workload is not ready.
   *
   * @param problem what its pods show; null if nothing
   */
  record WorkloadDown(String namespace, RolloutStatus rollout, @Nullable PodProblem problem)
      implements InstallationProblem {}

  /** The message says what is not mounted; those of others are in the failure of the bootstrap. */
  private static String shown(PodProblem problem) {
    return problem.kind() == PodProblemKind.NOT_MOUNTED
        ? problem.summary()
        : "pod " + problem.pod() + " " + problem.kind().description();
  }

  /** Returns one sentence without a full stop. */
  default String summary() {
    return switch (this) {
      case ReleaseMissing(var release) -> "release " + release + " is not installed";
      case ReleaseNotDeployed(var release, var status) -> "release " + release + " is " + status;
      case ManifestUnreadable(var release, var reported) ->
          "the manifest of release " + release + " cannot be read: " + reported;
      case ReleaseObjectDrift(var release, var drift) ->
          ClusterProgressText.drift(drift) + " (release " + release + ")";
      case AddOnWithoutPods(var problem) -> ClusterProgressText.problem(problem);
      case WorkloadDown(var namespace, var rollout, var problem) ->
          rollout.kind()
              + " "
              + namespace
              + "/"
              + rollout.name()
              + " is not ready: "
              + rollout.pending().text()
              + (rollout.isRejected()
                  ? "; its pods are rejected: " + rollout.creationError()
                  : problem == null ? "" : "; " + shown(problem));
    };
  }
}
