package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whether a failed attempt is made again by itself, and after which pause: 10 s, 30 s, 90 s, … and
 * a quarter more or less, so that many that failed together do not come back together. Only what
 * passes by itself is tried again, and not for ever: there is an end of attempts and an end of
 * time.
 *
 * @param attempts how many attempts there are for the same step: an operation that gets further
 *     between two failures has not failed at the same thing
 * @param budget after which no further attempt begins, counted from the first one
 */
public record RetryPolicy(
    int attempts, Duration firstPause, Duration longestPause, Duration budget) {
  public static final RetryPolicy STANDARD =
      new RetryPolicy(10, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofHours(4));

  /**
   * The pause before the next attempt, or nothing where there is none.
   *
   * @param triedFor since the first attempt began
   */
  public Optional<Duration> pauseAfter(
      int attempt, Duration triedFor, Failure failure, RandomGenerator random) {
    if (failure.kind() != FailureClass.TRANSIENT || attempt >= attempts) {
      return Optional.empty();
    }
    double factor = Math.pow(3, attempt - 1) * (0.75 + random.nextDouble() * 0.5);
    Duration pause =
        Duration.ofMillis((long) Math.min(firstPause.toMillis() * factor, longestPause.toMillis()));
    return triedFor.plus(pause).compareTo(budget) > 0 ? Optional.empty() : Optional.of(pause);
  }
}
