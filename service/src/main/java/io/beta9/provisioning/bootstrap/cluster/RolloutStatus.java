package io.beta9.provisioning.bootstrap.cluster;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.jspecify.annotations.Nullable;

/**
 * The rollout status of a workload, by the rules of {@code kubectl rollout status}.
 *
 * @param ready pods of the current generation that are ready
 * @param observed whether the controller has observed the current generation
 */
public record RolloutStatus(String kind, String name, int ready, int required, boolean observed) {

  public boolean isComplete() {
    return observed && ready >= required;
  }

  public String summary() {
    return name + " " + ready + " of " + required;
  }

  static RolloutStatus of(Deployment deployment) {
    var status = deployment.getStatus();
    int required = requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    // Ready pods of an earlier generation do not count.
    int ready =
        status == null
            ? 0
            : Math.min(number(status.getUpdatedReplicas()), number(status.getReadyReplicas()));
    return new RolloutStatus(
        "Deployment",
        deployment.getMetadata().getName(),
        ready,
        required,
        status != null && observed(deployment.getMetadata(), status.getObservedGeneration()));
  }

  static RolloutStatus of(StatefulSet set) {
    var status = set.getStatus();
    return new RolloutStatus(
        "StatefulSet",
        set.getMetadata().getName(),
        status == null ? 0 : number(status.getReadyReplicas()),
        requireNonNullElse(set.getSpec().getReplicas(), 1),
        status != null && observed(set.getMetadata(), status.getObservedGeneration()));
  }

  /** A DaemonSet may have no pods at all if no node matches. */
  static RolloutStatus of(DaemonSet set) {
    var status = set.getStatus();
    int required = status == null ? 0 : number(status.getDesiredNumberScheduled());
    int ready = status == null ? 0 : number(status.getNumberReady());
    return new RolloutStatus(
        "DaemonSet",
        set.getMetadata().getName(),
        ready,
        required,
        status != null && observed(set.getMetadata(), status.getObservedGeneration()));
  }

  private static boolean observed(ObjectMeta meta, @Nullable Long observed) {
    return requireNonNullElse(observed, 0L) >= requireNonNullElse(meta.getGeneration(), 0L);
  }

  private static int number(@Nullable Integer number) {
    return requireNonNullElse(number, 0);
  }
}
