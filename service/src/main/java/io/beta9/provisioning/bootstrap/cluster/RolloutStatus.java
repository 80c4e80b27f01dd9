package io.beta9.provisioning.bootstrap.cluster;

import static java.util.Objects.requireNonNullElse;

import io.beta9.provisioning.failure.text.WorkloadCondition;
import io.beta9.provisioning.failure.text.WorkloadCondition.Modifier;
import io.beta9.provisioning.failure.text.WorkloadCondition.Stage;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rollout status of a workload, by the rules of {@code kubectl rollout status}.
 *
 * @param pending what the rollout is waiting for
 * @param lacksPods whether the controller could not create all pods
 * @param creationError why the API server rejects its pods, if the workload reports it
 * @param paused whether the rollout does not continue until it is resumed
 * @param timedOut whether the workload's own progress deadline has passed
 */
public record RolloutStatus(
    String kind,
    String name,
    WorkloadCondition pending,
    boolean lacksPods,
    String creationError,
    boolean paused,
    boolean timedOut) {
  private static final String ON_DELETE = "OnDelete";

  public boolean isComplete() {
    return pending.isComplete();
  }

  /** Returns the stored form for the parameter of a failure. */
  public String stored() {
    return pending.of(name);
  }

  /** Returns what is reported while the rollout is awaited. */
  public ClusterProgress.PendingWorkload progress() {
    return new ClusterProgress.PendingWorkload(kind, name, pending);
  }

  /** Returns whether a pod was created for the workload. */
  public boolean owns(Pod pod) {
    Map<String, String> labels = requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    String hash = labels.getOrDefault("pod-template-hash", "");
    return pod.getMetadata().getOwnerReferences().stream()
        .anyMatch(
            owner ->
                kind.equals("Deployment")
                    ? owner.getKind().equals("ReplicaSet")
                        && owner.getName().equals(name + "-" + hash)
                    : owner.getKind().equals(kind) && owner.getName().equals(name));
  }

  /** Returns a copy with the reason why its pods cannot be created. */
  RolloutStatus withCreationError(String error) {
    return new RolloutStatus(kind, name, pending, lacksPods, error, paused, timedOut);
  }

  /** Returns whether the API server is known to reject its pods. */
  public boolean isRejected() {
    return lacksPods && !creationError.isEmpty();
  }

  public static RolloutStatus of(Deployment deployment) {
    DeploymentStatus status = requireNonNullElse(deployment.getStatus(), new DeploymentStatus());
    int required = requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    int updated = number(status.getUpdatedReplicas());
    int available = number(status.getAvailableReplicas());
    int old = number(status.getReplicas()) - updated;
    boolean observed = isObserved(deployment.getMetadata(), status.getObservedGeneration());
    WorkloadCondition pending = WorkloadCondition.of(Stage.COMPLETE);
    if (!observed) {
      pending = WorkloadCondition.of(Stage.UNOBSERVED);
    } else if (updated < required) {
      pending = WorkloadCondition.of(Stage.UPDATED, updated, required);
    } else if (old > 0) {
      // An old pod is kept as long as the new one is not available.
      pending = WorkloadCondition.of(Stage.REPLACED, old, 0);
    } else if (available < updated) {
      pending = WorkloadCondition.of(Stage.UPDATED_AVAILABLE, available, updated);
    }
    boolean paused = !pending.isComplete() && Boolean.TRUE.equals(deployment.getSpec().getPaused());
    Optional<DeploymentCondition> failure = condition(status, "ReplicaFailure", "True");
    return new RolloutStatus(
        "Deployment",
        deployment.getMetadata().getName(),
        paused ? pending.with(Modifier.PAUSED) : pending,
        failure.isPresent(),
        failure.map(condition -> requireNonNullElse(condition.getMessage(), "")).orElse(""),
        paused,
        observed
            && condition(status, "Progressing", "False")
                .filter(condition -> "ProgressDeadlineExceeded".equals(condition.getReason()))
                .isPresent());
  }

  public static RolloutStatus of(StatefulSet set) {
    StatefulSetStatus status = requireNonNullElse(set.getStatus(), new StatefulSetStatus());
    int required = requireNonNullElse(set.getSpec().getReplicas(), 1);
    int ready = number(status.getReadyReplicas());
    int available = requireNonNullElse(status.getAvailableReplicas(), ready);
    int updated = number(status.getUpdatedReplicas());
    boolean manual =
        set.getSpec().getUpdateStrategy() != null
            && ON_DELETE.equals(set.getSpec().getUpdateStrategy().getType());
    int partition = partition(set);
    WorkloadCondition pending = WorkloadCondition.of(Stage.COMPLETE);
    if (!isObserved(set.getMetadata(), status.getObservedGeneration())) {
      pending = WorkloadCondition.of(Stage.UNOBSERVED);
    } else if (ready < required) {
      pending = WorkloadCondition.of(Stage.READY, ready, required);
    } else if (updated < required - partition) {
      pending =
          WorkloadCondition.of(Stage.UPDATED, updated, required - partition).with(strategy(manual));
    } else if (available < required) {
      // kubectl waits for spec.minReadySeconds of the other kinds only.
      pending = WorkloadCondition.of(Stage.AVAILABLE, available, required);
    }
    return new RolloutStatus(
        "StatefulSet",
        set.getMetadata().getName(),
        pending,
        // Ordered pods are created when their predecessors are ready.
        number(status.getReplicas()) < required
            && (number(status.getReplicas()) == ready
                || "Parallel".equals(set.getSpec().getPodManagementPolicy())),
        "",
        false,
        false);
  }

  /** kubectl does not report on this strategy: the controller replaces no pod by itself. */
  private static Modifier strategy(boolean manual) {
    return manual ? Modifier.ON_DELETE : Modifier.NONE;
  }

  private static int partition(StatefulSet set) {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null || strategy.getRollingUpdate() == null
        ? 0
        : number(strategy.getRollingUpdate().getPartition());
  }

  /** A DaemonSet may have no pods at all if no node matches. */
  public static RolloutStatus of(DaemonSet set) {
    DaemonSetStatus status = requireNonNullElse(set.getStatus(), new DaemonSetStatus());
    int required = number(status.getDesiredNumberScheduled());
    int updated = number(status.getUpdatedNumberScheduled());
    int available = number(status.getNumberAvailable());
    boolean manual =
        set.getSpec().getUpdateStrategy() != null
            && ON_DELETE.equals(set.getSpec().getUpdateStrategy().getType());
    WorkloadCondition pending = WorkloadCondition.of(Stage.COMPLETE);
    if (!isObserved(set.getMetadata(), status.getObservedGeneration())) {
      pending = WorkloadCondition.of(Stage.UNOBSERVED);
    } else if (updated < required) {
      pending = WorkloadCondition.of(Stage.UPDATED, updated, required).with(strategy(manual));
    } else if (available < required) {
      pending = WorkloadCondition.of(Stage.AVAILABLE, available, required);
    }
    return new RolloutStatus(
        "DaemonSet",
        set.getMetadata().getName(),
        pending,
        number(status.getCurrentNumberScheduled()) < required,
        "",
        false,
        false);
  }

  private static Optional<DeploymentCondition> condition(
      DeploymentStatus status, String type, String value) {
    return status.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .filter(condition -> value.equals(condition.getStatus()))
        .findFirst();
  }

  private static boolean isObserved(ObjectMeta meta, @Nullable Long observed) {
    return requireNonNullElse(observed, 0L) >= requireNonNullElse(meta.getGeneration(), 1L);
  }

  private static int number(@Nullable Integer number) {
    return requireNonNullElse(number, 0);
  }
}
