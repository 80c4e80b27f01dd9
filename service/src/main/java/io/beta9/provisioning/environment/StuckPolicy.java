package io.beta9.provisioning.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides when an environment is stuck: its operation should be making progress, but its status has
 * not changed for so long that an operator should investigate.
 */
public record StuckPolicy(Duration after) {

  /** Returns the time since which the environment is stuck; empty if it is not. */
  public Optional<Instant> since(Environment environment, Instant now) {
    return since(environment.status(), environment.statusSince(), now);
  }

  /** Returns the time since which an environment with this status is stuck; empty if it is not. */
  public Optional<Instant> since(EnvironmentStatus status, Instant statusSince, Instant now) {
    if (!status.isInProgress()) {
      return Optional.empty();
    }
    Instant from = statusSince.plus(after);
    return from.isBefore(now) ? Optional.of(from) : Optional.empty();
  }
}
