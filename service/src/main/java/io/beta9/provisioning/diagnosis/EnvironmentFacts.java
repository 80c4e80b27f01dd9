package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts about an environment at one moment.
 *
 * @param operation the waiting or running operation; null if there is none
 * @param lastEvent the time of the latest event; null if there is none
 * @param lastLog the time of the latest log line; null if there is none
 * @param throttledCalls the number of log lines of the last 15 minutes that report throttling
 * @param activeWorkers the number of live workers of the installation that accept operations
 */
public record EnvironmentFacts(
    Environment environment,
    @Nullable CurrentOperation operation,
    List<InFlightFact> inFlight,
    @Nullable Instant lastEvent,
    @Nullable Instant lastLog,
    long throttledCalls,
    long activeWorkers,
    Lock lock,
    ClusterState cluster,
    Instant now) {

  /**
   * The current operation.
   *
   * @param ahead the number of due operations that were requested earlier
   * @param heldBy the circuit of the region it waits for; null if it does not wait for one
   * @param lastFailure the failure of the previous attempt; null on the first
   * @param owner the worker that executes it; null while it waits
   * @param child its recorded Terraform process; null if there is none
   */
  public record CurrentOperation(
      String operation,
      String kind,
      long epoch,
      int attempt,
      Instant notBefore,
      boolean cancelRequested,
      long ahead,
      @Nullable RegionCircuit heldBy,
      @Nullable Failure lastFailure,
      @Nullable OwnerFact owner,
      @Nullable ProcessFact child) {}

  /** A worker that holds a claim. */
  public record OwnerFact(String worker, String host, String state, Duration sinceLastHeartbeat) {
    /** More than six missed heartbeats. */
    private static final Duration MAX_HEARTBEAT_GAP = Duration.ofSeconds(30);

    boolean isAlive() {
      return (state.equals("running") || state.equals("draining"))
          && sinceLastHeartbeat.compareTo(MAX_HEARTBEAT_GAP) <= 0;
    }
  }

  /** A recorded process whose end is not recorded. */
  public record ProcessFact(String kind, String host, long pid, Instant startedAt) {}

  /**
   * A resource that is being created, changed or destroyed.
   *
   * @param typical the median duration for its type in all environments; null if unknown
   * @param delay what the worker has found out about its delay; null if it reported none
   */
  public record InFlightFact(
      String address,
      String action,
      Duration since,
      @Nullable Duration typical,
      @Nullable Failure delay) {
    private static final Duration ALLOWANCE = Duration.ofMinutes(2);

    boolean isLate() {
      return delay != null
          || (typical != null && since.compareTo(typical.multipliedBy(2).plus(ALLOWANCE)) > 0);
    }
  }

  /** The cluster of a ready environment. */
  public sealed interface ClusterState {
    /** The environment is not ready, or an operation is in progress. */
    record NotInspected() implements ClusterState {}

    /**
     * The cluster was compared with what was installed.
     *
     * @param problems one sentence for each; empty if there is none
     */
    record Inspected(List<String> problems) implements ClusterState {
      public Inspected {
        problems = List.copyOf(problems);
      }
    }

    /** The cluster could not be read, which is a finding as well. */
    record NotReadable(Unread reason) implements ClusterState {}
  }

  /** The lock of the state. */
  public sealed interface Lock {
    /** The state is not locked. */
    record Free() implements Lock {}

    /** The state is locked. */
    record Held(String id, String who, String host, String operation, @Nullable Instant takenAt)
        implements Lock {}

    /** The lock could not be read, which is a finding as well. */
    record Unreachable(Unread reason) implements Lock {}
  }
}
