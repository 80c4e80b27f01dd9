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
    Clock clock, Instant deadline, BooleanSupplier cancelled, ProgressListener progress) {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  /** Takes in how it goes. */
  @FunctionalInterface
  public interface ProgressListener {
    void onProgress(String sentence);
  }

  /** Whether what was waited for came. */
  public enum WaitOutcome {
    SATISFIED,
    TIMED_OUT
  }

  /** The work is not wanted any more; what it has made stays. */
  public static final class WaitCancelledException extends RuntimeException {
    WaitCancelledException() {
      super("the work in the cluster was called off");
    }
  }

  /** The same, with less time: the sooner of its own deadline and this much from now. */
  public WaitContext limitedTo(Duration time) {
    Instant end = clock.instant().plus(time);
    return end.isBefore(deadline) ? new WaitContext(clock, end, cancelled, progress) : this;
  }

  public void report(String sentence) {
    progress.onProgress(sentence);
  }

  public boolean hasTimedOut() {
    return clock.instant().isAfter(deadline);
  }

  public void throwIfCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new WaitCancelledException();
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
      throwIfCancelled();
      if (condition.getAsBoolean()) {
        return WaitOutcome.SATISFIED;
      }
      if (hasTimedOut()) {
        return WaitOutcome.TIMED_OUT;
      }
      bell.await(POLL_INTERVAL);
    }
  }
}
