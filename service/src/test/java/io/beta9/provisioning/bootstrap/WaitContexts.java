package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Creates wait contexts for tests and records their progress messages. */
public final class WaitContexts {
  public final List<String> messages = new CopyOnWriteArrayList<>();
  public final AtomicBoolean cancelled = new AtomicBoolean();
  public final Clock clock;

  public WaitContexts() {
    this(Clock.systemUTC());
  }

  public WaitContexts(Clock clock) {
    this.clock = clock;
  }

  public WaitContext withTimeout(Duration time) {
    return new WaitContext(clock, clock.instant().plus(time), cancelled::get, messages::add);
  }

  public WaitContext withDefaultTimeout() {
    return withTimeout(Duration.ofMinutes(2));
  }

  /** Returns a clock that runs faster than real time, so that long waits can be tested quickly. */
  public static Clock faster(int times) {
    Instant start = Instant.now();
    return new Clock() {
      @Override
      public Instant instant() {
        Instant now = Instant.now();
        return start.plus(Duration.between(start, now).multipliedBy(times));
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }
}
