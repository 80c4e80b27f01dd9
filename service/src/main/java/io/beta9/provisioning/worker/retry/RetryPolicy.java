package io.beta9.provisioning.worker.retry;

import io.beta9.provisioning.failure.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides when a failed attempt is retried automatically. {@link
 * io.beta9.provisioning.failure.FailureClass#waitingHelps} decides which failures are; each pause
 * is three times the previous one, and varied by up to 25 % so that operations that failed together
 * are not retried together.
 *
 * @param transientFailures limits for what passes by itself
 * @param capacity limits for what passes with time or in another zone, or not at all
 */
public record RetryPolicy(RetryLimits transientFailures, RetryLimits capacity) {
  public static final RetryPolicy STANDARD =
      new RetryPolicy(
          new RetryLimits(10, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofHours(4)),
          // AWS advises to wait for some minutes; a node group needs twenty to fail.
          new RetryLimits(5, Duration.ofMinutes(2), Duration.ofMinutes(15), Duration.ofHours(1)));

  /**
   * The limits of the attempts of one step.
   *
   * @param maxAttempts the number of attempts of the same step; progress between two failures
   *     resets the count
   * @param budget the time since the first attempt after which no further attempt starts
   */
  public record RetryLimits(
      int maxAttempts, Duration initialPause, Duration maxPause, Duration budget) {}

  /**
   * Returns the pause before the next attempt; empty if the failure is final.
   *
   * @param attempt the number of the failed attempt, from 1
   * @param sinceFirstAttempt the time since the first attempt started
   */
  public Optional<Duration> pauseAfter(
      int attempt, Duration sinceFirstAttempt, Failure failure, DoubleSupplier random) {
    if (!waitingHelps(failure)) {
      return Optional.empty();
    }
    RetryLimits limits = failure.kind().passesByItself() ? transientFailures : capacity;
    if (attempt >= limits.maxAttempts()) {
      return Optional.empty();
    }
    double factor = Math.pow(3, attempt - 1) * (0.75 + random.getAsDouble() * 0.5);
    Duration pause =
        Duration.ofMillis(
            (long)
                Math.min(limits.initialPause().toMillis() * factor, limits.maxPause().toMillis()));
    return sinceFirstAttempt.plus(pause).compareTo(limits.budget()) > 0
        ? Optional.empty()
        : Optional.of(pause);
  }

  /** A further cause that remains would let the next attempt fail as well. */
  private static boolean waitingHelps(Failure failure) {
    return failure.kind().waitingHelps()
        && failure.others().stream().allMatch(RetryPolicy::waitingHelps);
  }
}
