package io.beta9.provisioning.bootstrap.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * How long the work in a cluster may take, whether it is still wanted, and whom it tells how it
 * goes.
 *
 * @param progress told a sentence whenever something has changed
 */
public record WaitContext(
    Clock clock, Instant deadline, BooleanSupplier ending, ProgressListener progress) {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Takes in how it goes. */
  @FunctionalInterface
  public interface ProgressListener {
    void say(String sentence);
  }

  /** Whether what was waited for came. */
  public enum WaitOutcome {
    CAME,
    LATE
  }

  /** The work is not wanted any more; what it has made stays. */
  public static final class NotWantedException extends RuntimeException {
    NotWantedException() {
      super("the work in the cluster was called off");
    }
  }

  /** The same, with less time: the sooner of its own deadline and this much from now. */
  WaitContext within(Duration time) {
    Instant end = clock.instant().plus(time);
    return end.isBefore(deadline) ? new WaitContext(clock, end, ending, progress) : this;
  }

  public void say(String sentence) {
    progress.say(sentence);
  }

  public boolean late() {
    return clock.instant().isAfter(deadline);
  }

  public void checkWanted() {
    if (ending.getAsBoolean()) {
      throw new NotWantedException();
    }
  }

  /** Looks again and again until it is so, or until it is late. */
  public WaitOutcome await(BooleanSupplier condition) throws InterruptedException {
    return await(new Notification(), condition);
  }

  /** Looks whenever the bell rings, and from time to time, until it is so or until it is late. */
  public WaitOutcome await(Notification bell, BooleanSupplier condition)
      throws InterruptedException {
    while (true) {
      checkWanted();
      if (condition.getAsBoolean()) {
        return WaitOutcome.CAME;
      }
      if (late()) {
        return WaitOutcome.LATE;
      }
      bell.await(LOOK);
    }
  }
}
