package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.ResponsibleParty;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The most important finding about an environment. {@link VerdictMessages} renders it. */
public sealed interface Verdict {

  /** Beta9 runs and answers. */
  record Ready() implements Verdict {}

  /** The environment is ready, but the cluster is not as it was installed. */
  record Degraded(List<String> problems) implements Verdict {
    public Degraded {
      problems = List.copyOf(problems);
    }
  }

  /** The environment is ready, but its cluster could not be inspected. */
  record ClusterNotReadable(Unread reason) implements Verdict {}

  /** The environment was destroyed. */
  record EnvironmentDestroyed(@Nullable Instant at) implements Verdict {}

  /** The operation waits for a free worker, behind this many others. */
  record Queued(long ahead, long workers) implements Verdict {}

  /** The circuit of the region is open: it admits no new operations. */
  record RegionCircuitOpen(RegionCircuit circuit) implements Verdict {}

  /** No worker accepts operations. */
  record NoActiveWorkers() implements Verdict {}

  /** The last attempt failed; the next one is scheduled. */
  record RetryScheduled(Instant at, int attempt, @Nullable Failure last) implements Verdict {}

  /**
   * The operation makes progress.
   *
   * @param step the step that is running; null if none has started
   */
  record InProgress(@Nullable String step) implements Verdict {}

  /**
   * The operation runs but takes much longer than in other environments.
   *
   * @param late the resources that are late; empty if only the log is
   * @param sinceLastLog the age of the latest log line; null if that is not unusual
   */
  record Slow(List<EnvironmentFacts.InFlightFact> late, @Nullable Duration sinceLastLog)
      implements Verdict {
    public Slow {
      late = List.copyOf(late);
    }
  }

  /** The deletion of a resource waits for something that is not of the environment. */
  record DeletionBlocked(Failure delay) implements Verdict {}

  /** The worker of the operation has stopped renewing its lease. */
  record WorkerDead(String worker, Duration sinceLastHeartbeat) implements Verdict {}

  /** The state is locked by another process than the current run. */
  record StateLocked(EnvironmentFacts.Lock.Held lock) implements Verdict {}

  /** AWS rejects calls because of their rate. */
  record Throttled(long rejectedCalls) implements Verdict {}

  /** The operation failed permanently. */
  record EnvironmentFailed(Failure failure) implements Verdict {}

  /** The status requires an operation, and there is none: an operator changed the status. */
  record StatusSetManually(String status) implements Verdict {}

  /** Returns who has to act. */
  default ResponsibleParty responsible() {
    return switch (this) {
      case Ready _,
          EnvironmentDestroyed _,
          Queued _,
          RegionCircuitOpen _,
          RetryScheduled _,
          InProgress _,
          WorkerDead _,
          Throttled _ ->
          ResponsibleParty.NONE;
      case Degraded _,
          ClusterNotReadable _,
          NoActiveWorkers _,
          Slow _,
          StateLocked _,
          StatusSetManually _ ->
          ResponsibleParty.OPERATOR;
      case DeletionBlocked(var delay) -> delay.code().responsible();
      case EnvironmentFailed(var failure) -> failure.responsible();
    };
  }

  /** Returns when the service tries again by itself; null if it does not wait for that. */
  default @Nullable Instant automaticAttempt() {
    return switch (this) {
      case RetryScheduled scheduled -> scheduled.at();
      case RegionCircuitOpen(var circuit) -> circuit.until();
      default -> null;
    };
  }

  default VerdictCode code() {
    return switch (this) {
      case Ready verdict -> VerdictCode.READY;
      case Degraded verdict -> VerdictCode.DEGRADED;
      case ClusterNotReadable verdict -> VerdictCode.DEGRADED;
      case EnvironmentDestroyed verdict -> VerdictCode.DESTROYED;
      case Queued verdict -> VerdictCode.QUEUED;
      case RegionCircuitOpen verdict -> VerdictCode.REGION_CIRCUIT_OPEN;
      case NoActiveWorkers verdict -> VerdictCode.NO_ACTIVE_WORKERS;
      case RetryScheduled verdict -> VerdictCode.RETRY_SCHEDULED;
      case InProgress verdict -> VerdictCode.IN_PROGRESS;
      case Slow verdict -> VerdictCode.SLOW;
      case DeletionBlocked verdict -> VerdictCode.DELETION_BLOCKED;
      case WorkerDead verdict -> VerdictCode.WORKER_DEAD;
      case StateLocked verdict -> VerdictCode.STATE_LOCKED;
      case Throttled verdict -> VerdictCode.THROTTLED;
      case EnvironmentFailed verdict -> VerdictCode.FAILED;
      case StatusSetManually verdict -> VerdictCode.STATUS_SET_MANUALLY;
    };
  }
}
