package io.beta9.provisioning.worker;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whether a failed attempt is made again by itself, and after which pause: 10 s, 30 s, 90 s, … and
 * a quarter more or less, so that many that failed together do not come back together.
 *
 * @param attempts how many attempts there are in all
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause) {
  public static final RetryPolicy STANDARD =
      new RetryPolicy(5, Duration.ofSeconds(10), Duration.ofMinutes(10));

  /** The pause before the next attempt, or nothing where there is none. */
  public Optional<Duration> pauseAfter(int attempt, Failure failure, RandomGenerator random) {
    if (failure.kind() != FailureClass.TRANSIENT || attempt >= attempts) {
      return Optional.empty();
    }
    double factor = Math.pow(3, attempt - 1) * (0.75 + random.nextDouble() * 0.5);
    long millis = (long) Math.min(firstPause.toMillis() * factor, longestPause.toMillis());
    return Optional.of(Duration.ofMillis(millis));
  }
}
