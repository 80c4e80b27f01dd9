package io.beta9.provisioning.worker.delay;

import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.StepWait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Appends an event about a wait that has lasted for 15 seconds, whenever its reason has changed
 * since, but not more often than that, and at growing intervals while the reason is the same.
 */
public final class ReportedWait implements StepWait {
  static final Duration FIRST_REPORT = Duration.ofSeconds(15);
  private static final int GROWTH = 4;

  private final String step;
  private final EventLog events;
  private final Clock clock;
  private String reason;
  private Instant since;
  private Instant earliestReport;
  private Instant nextRepetition;
  private @Nullable String reported;

  /**
   * Begins a wait.
   *
   * @param reason what is waited for until another reason is set
   */
  public ReportedWait(String step, String reason, EventLog events, Clock clock) {
    this.step = step;
    this.reason = reason;
    this.events = events;
    this.clock = clock;
    this.since = clock.instant();
    this.earliestReport = since.plus(FIRST_REPORT);
    this.nextRepetition = earliestReport;
  }

  @Override
  public synchronized void reason(String newReason) {
    if (!newReason.equals(reason)) {
      reason = newReason;
      since = clock.instant();
    }
  }

  @Override
  public synchronized void poll() {
    Instant now = clock.instant();
    boolean repeated = reason.equals(reported);
    if (now.isBefore(repeated ? nextRepetition : earliestReport)) {
      return;
    }
    Duration elapsed = Duration.between(since, now);
    reported = reason;
    earliestReport = now.plus(FIRST_REPORT);
    nextRepetition =
        now.plusMillis(Math.max(FIRST_REPORT.toMillis(), elapsed.toMillis()) * (GROWTH - 1));
    events.append(new EventData.Waiting(step, reason, since, elapsed.toSeconds()));
  }
}
