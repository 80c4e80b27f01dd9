package io.beta9.provisioning.worker.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test advances. */
public final class AdvancingClock extends Clock {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Duration perReading = Duration.ZERO;

  public void advance(Duration time) {
    now = now.plus(time);
  }

  /** Lets this time pass with each reading from now on. */
  public void advanceWithEachReading(Duration time) {
    perReading = time;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public Instant instant() {
    now = now.plus(perReading);
    return now;
  }
}
