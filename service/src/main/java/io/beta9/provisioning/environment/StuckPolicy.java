package io.beta9.provisioning.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an environment counts as stuck: somebody should be at work on it, and its status has not
 * changed for so long that a person should look.
 */
public record StuckPolicy(Duration after) {

  /** Since when it has been stuck, if it is. */
  public Optional<Instant> since(Environment environment, Instant now) {
    Instant from = environment.statusSince().plus(after);
    return environment.status().busy() && from.isBefore(now) ? Optional.of(from) : Optional.empty();
  }
}
