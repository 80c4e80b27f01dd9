package io.beta9.provisioning.operation;

import java.time.Duration;

/**
 * What every worker promises to all others: when it could not renew its claims for the term,
 * nothing that it started under them runs on for longer than the grace. It is what lets a claim be
 * taken over from a worker of whom nothing can be learned.
 *
 * @param term from the last renewal that succeeded
 * @param grace for what was interrupted to save what it has made
 * @param margin how much longer than the term others wait; more than the grace and what it takes to
 *     notice
 */
public record LeasePolicy(Duration term, Duration grace, Duration margin) {
  public static final LeasePolicy STANDARD =
      new LeasePolicy(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(3));

  public LeasePolicy {
    if (margin.compareTo(grace) <= 0) {
      throw new IllegalArgumentException("the margin must be longer than the grace");
    }
  }

  /** How long a worker must have been seen to renew nothing until its promise counts as kept. */
  public Duration keptAfter() {
    return term.plus(margin);
  }
}
