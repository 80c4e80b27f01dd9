package io.beta9.provisioning.operation;

import java.time.Duration;

/**
 * Timing of leases. A worker that fails to renew its leases for {@code term} stops every process it
 * started within {@code grace}. Other workers may therefore take its operations over after {@code
 * term + margin} even if nothing else is known about it.
 *
 * @param term counted from the last successful renewal
 * @param grace the time that an interrupted process has to save its state
 * @param margin more than the grace and the time to detect the expiry
 */
public record LeasePolicy(Duration term, Duration grace, Duration margin) {
  public static final LeasePolicy STANDARD =
      new LeasePolicy(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(3));

  public LeasePolicy {
    if (margin.compareTo(grace) <= 0) {
      throw new IllegalArgumentException("the margin must be longer than the grace");
    }
  }

  /** Returns how long a worker must have been observed without a renewal to count as dead. */
  public Duration takeoverAfter() {
    return term.plus(margin);
  }
}
