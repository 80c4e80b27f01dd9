package io.beta9.provisioning.progress;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The change of one resource by an operation.
 *
 * @param startedAt null until it has started
 * @param took how long it took; null until it has ended
 */
public record ResourceChange(
    String address,
    String type,
    Action action,
    ChangeState state,
    @Nullable Instant startedAt,
    @Nullable Duration took) {

  /** How far a change is. */
  public enum ChangeState {
    WAITING,
    RUNNING,
    DONE,
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean hasEnded() {
      return this == DONE || this == FAILED;
    }
  }

  /** Returns how long it has been running, or how long it took; zero until it has started. */
  public Duration elapsed(Instant now) {
    if (took != null) {
      return took;
    }
    if (startedAt == null || startedAt.isAfter(now)) {
      return Duration.ZERO;
    }
    return Duration.between(startedAt, now);
  }

  ResourceChange starting(Instant at) {
    return new ResourceChange(address, type, action, ChangeState.RUNNING, at, null);
  }

  ResourceChange ended(ChangeState as, Duration elapsed) {
    return new ResourceChange(address, type, action, as, startedAt, elapsed);
  }
}
