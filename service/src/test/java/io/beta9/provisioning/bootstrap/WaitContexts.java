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

/** A watchman for tests, and everything that was said to it. */
public final class WaitContexts {
  public final List<String> said = new CopyOnWriteArrayList<>();
  public final AtomicBoolean ending = new AtomicBoolean();
  public final Clock clock;

  public WaitContexts() {
    this(Clock.systemUTC());
  }

  public WaitContexts(Clock clock) {
    this.clock = clock;
  }

  public WaitContext forAtMost(Duration time) {
    return new WaitContext(clock, clock.instant().plus(time), ending::get, said::add);
  }

  public WaitContext patient() {
    return forAtMost(Duration.ofMinutes(2));
  }

  /** Time that passes much faster than it does, so that patience can be tried without waiting. */
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
