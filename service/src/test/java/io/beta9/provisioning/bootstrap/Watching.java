package io.beta9.provisioning.bootstrap;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A watchman for tests, and everything that was said to it. */
final class Watching {
  final List<String> said = new CopyOnWriteArrayList<>();
  final AtomicBoolean ending = new AtomicBoolean();
  final Clock clock;

  Watching() {
    this(Clock.systemUTC());
  }

  Watching(Clock clock) {
    this.clock = clock;
  }

  Watchman forAtMost(Duration time) {
    return new Watchman(clock, clock.instant().plus(time), ending::get, said::add);
  }

  Watchman patient() {
    return forAtMost(Duration.ofMinutes(2));
  }

  /** Time that passes much faster than it does, so that patience can be tried without waiting. */
  static Clock faster(int times) {
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
