package io.beta9.provisioning.worker.retry;

import io.beta9.provisioning.failure.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides whether a failed attempt is retried automatically, and after which pause: 10 s, 30 s, 90
 * s, and so on, each varied by up to 25 % so that operations that failed together are not retried
 * together. {@link io.beta9.provisioning.failure.FailureClass} decides which failures are retried,
 * up to a number of attempts and a total time.
 *
 * @param maxAttempts the number of attempts of the same step; progress between two failures resets
 *     the count
 * @param budget the time since the first attempt after which no further attempt starts
 */
public record RetryPolicy(
    int maxAttempts, Duration initialPause, Duration maxPause, Duration budget) {
  public static final RetryPolicy STANDARD =
      new RetryPolicy(10, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofHours(4));

  /**
   * Returns the pause before the next attempt; empty if the failure is final.
   *
   * @param attempt the number of the failed attempt, from 1
   * @param sinceFirstAttempt the time since the first attempt started
   */
  public Optional<Duration> pauseAfter(
      int attempt, Duration sinceFirstAttempt, Failure failure, RandomGenerator random) {
    if (!failure.kind().isRetriedAutomatically() || attempt >= maxAttempts) {
      return Optional.empty();
    }
    double factor = Math.pow(3, attempt - 1) * (0.75 + random.nextDouble() * 0.5);
    Duration pause =
        Duration.ofMillis((long) Math.min(initialPause.toMillis() * factor, maxPause.toMillis()));
    return sinceFirstAttempt.plus(pause).compareTo(budget) > 0
        ? Optional.empty()
        : Optional.of(pause);
  }
}
