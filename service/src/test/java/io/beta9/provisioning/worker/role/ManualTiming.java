package io.beta9.provisioning.worker.role;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The time of a step: it passes only while the step pauses. */
public final class ManualTiming implements StepTiming {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Duration deadline;
  private final List<String> reasons = new ArrayList<>();
  private final PassingClock clock = new PassingClock();
  private Instant now = START;
  private Runnable onPause = () -> {};
  private boolean stopRequested;
  private int polls;

  private final class PassingClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  public ManualTiming() {
    this(Duration.ofMinutes(10));
  }

  public ManualTiming(Duration deadline) {
    this.deadline = deadline;
  }

  /** Calls this after each pause. */
  public void onPause(Runnable action) {
    onPause = action;
  }

  public void requestStop() {
    stopRequested = true;
  }

  /** Returns what was waited for, in order. */
  public List<String> reasons() {
    return reasons;
  }

  /** Returns how often a wait was polled. */
  public int polls() {
    return polls;
  }

  /** Returns the time that has passed. */
  public Duration elapsed() {
    return Duration.between(START, now);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Duration deadline() {
    return deadline;
  }

  @Override
  public boolean isStopRequested() {
    return stopRequested;
  }

  @Override
  public StepWait beginWait() {
    return new StepWait() {
      @Override
      public void reason(String reason) {
        reasons.add(reason);
      }

      @Override
      public void poll() {
        polls++;
      }
    };
  }

  @Override
  public void waitingFor(String reason) {
    reasons.add(reason);
  }

  @Override
  public void pause(Duration time) {
    now = now.plus(time);
    onPause.run();
  }
}
