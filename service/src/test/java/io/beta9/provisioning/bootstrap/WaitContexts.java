package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.ClusterProgressText;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Creates wait contexts for tests and records what is reported in them. */
public final class WaitContexts {
  public final List<ClusterProgress> reports = new CopyOnWriteArrayList<>();
  public final AtomicBoolean cancelled = new AtomicBoolean();
  public final Clock clock;

  public WaitContexts() {
    this(Clock.systemUTC());
  }

  public WaitContexts(Clock clock) {
    this.clock = clock;
  }

  /** Returns what was reported as the log shows it. */
  public String text() {
    return reports.stream().map(ClusterProgressText::sentence).collect(Collectors.joining("\n"));
  }

  public WaitContext withTimeout(Duration time) {
    return new WaitContext(clock, clock.instant().plus(time), cancelled::get, reports::add);
  }

  public WaitContext withDefaultTimeout() {
    return withTimeout(Duration.ofMinutes(2));
  }

  /** Returns a clock that advances whenever it is read, so that the passing of time is exact. */
  public static Clock stepping(Duration step) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    return clock(() -> now.getAndUpdate(time -> time.plus(step)));
  }

  /** Returns a clock that runs faster than real time, so that long waits can be tested quickly. */
  public static Clock faster(int times) {
    Instant start = Instant.now();
    return clock(() -> start.plus(Duration.between(start, Instant.now()).multipliedBy(times)));
  }

  private static Clock clock(InstantSource source) {
    return new Clock() {
      @Override
      public Instant instant() {
        return source.instant();
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
