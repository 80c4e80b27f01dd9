package io.beta9.provisioning.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a delivery that failed is sent again: after increasing delays for a day, the last time when
 * the day ends. Each delay is varied by a fifth, so that deliveries that failed together are not
 * repeated together.
 */
final class RedeliverySchedule {
  /** How long a delivery is attempted after it was recorded or replayed. */
  static final Duration PERIOD = Duration.ofDays(1);

  private static final double VARIATION = 0.2;

  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(2),
          Duration.ofHours(4));

  private RedeliverySchedule() {}

  /**
   * Returns the delay before the next attempt; empty if the delivery is given up.
   *
   * @param attempts how often it was sent in this period, at least once
   * @param elapsed the time since the period began
   */
  static Optional<Duration> delay(int attempts, Duration elapsed, DoubleSupplier random) {
    Duration rest = PERIOD.minus(elapsed);
    if (!rest.isPositive()) {
      return Optional.empty();
    }
    Duration base = DELAYS.get(Math.min(attempts, DELAYS.size()) - 1);
    double factor = 1 - VARIATION + 2 * VARIATION * random.getAsDouble();
    Duration varied = Duration.ofMillis(Math.round(base.toMillis() * factor));
    return Optional.of(varied.compareTo(rest) < 0 ? varied : rest);
  }
}
