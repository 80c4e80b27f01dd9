package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.region.RegionCircuit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an environment at one moment.
 *
 * @param work the operation that waits or runs; null where none does
 * @param lastEvent when the last event was written; null where there is none
 * @param lastLog when the last line of the log was written; null where there is none
 * @param throttles how many lines of the last quarter of an hour tell of AWS refusing for the rate
 * @param workersTaking how many living workers take work, in the whole installation
 */
public record EnvironmentFacts(
    Environment environment,
    @Nullable CurrentOperation work,
    List<InFlightFact> inFlight,
    @Nullable Instant lastEvent,
    @Nullable Instant lastLog,
    long throttles,
    long workersTaking,
    Lock lock,
    Instant now) {

  /**
   * The operation under way.
   *
   * @param ahead how many operations that are due were asked for before it
   * @param heldBy the region that it waits for; null where it waits for none
   * @param lastFailure what ended its last attempt; null on the first
   * @param owner who works on it; null while it waits
   * @param child the program that runs for it, as far as is recorded
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
  public record OwnerFact(String worker, String host, String state, Duration silent) {
    /** Longer than six signs of life that did not come. */
    private static final Duration ALARMING = Duration.ofSeconds(30);

    boolean lives() {
      return (state.equals("running") || state.equals("draining"))
          && silent.compareTo(ALARMING) <= 0;
    }
  }

  /** A recorded process that nobody has seen the end of. */
  public record ProcessFact(String kind, String host, long pid, Instant startedAt) {}

  /**
   * A resource that is being made, changed or removed.
   *
   * @param usual how long its kind took elsewhere, in the middle; null where none was seen
   */
  public record InFlightFact(
      String address, String action, Duration since, @Nullable Duration usual) {
    private static final Duration ALLOWANCE = Duration.ofMinutes(2);

    boolean late() {
      return usual != null && since.compareTo(usual.multipliedBy(2).plus(ALLOWANCE)) > 0;
    }
  }

  /** The lock on the state. */
  public sealed interface Lock {
    /** Nobody holds it. */
    record Free() implements Lock {}

    /** Somebody holds it. */
    record Held(String id, String who, String host, String operation, @Nullable Instant takenAt)
        implements Lock {}

    /** It could not be looked at, which is a finding too. */
    record Unreachable(String why) implements Lock {}
  }
}
