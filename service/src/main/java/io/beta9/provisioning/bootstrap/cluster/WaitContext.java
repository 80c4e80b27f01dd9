package io.beta9.provisioning.bootstrap.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The context of a wait in a cluster: its deadline, its cancellation and its progress listener.
 *
 * @param progress called whenever something has changed
 */
public record WaitContext(
    Clock clock, Instant deadline, BooleanSupplier cancelled, ProgressListener progress) {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

  /** Receives what the work in the cluster reports. */
  @FunctionalInterface
  public interface ProgressListener {
    void onProgress(ClusterProgress report);
  }

  /** How a wait has ended. */
  public enum WaitOutcome {
    SATISFIED,
    TIMED_OUT
  }

  /** Thrown when the wait is cancelled. Nothing is rolled back. */
  public static final class WaitCancelledException extends RuntimeException {
    WaitCancelledException() {
      super("the work in the cluster was cancelled");
    }
  }

  /** Returns a context with the earlier of its own deadline and {@code time} from now. */
  public WaitContext limitedTo(Duration time) {
    Instant end = clock.instant().plus(time);
    return end.isBefore(deadline) ? new WaitContext(clock, end, cancelled, progress) : this;
  }

  public void report(ClusterProgress report) {
    progress.onProgress(report);
  }

  public boolean hasTimedOut() {
    return clock.instant().isAfter(deadline);
  }

  public void throwIfCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new WaitCancelledException();
    }
  }

  /** Returns this context without its cancellation. */
  public WaitContext withoutCancellation() {
    return new WaitContext(clock, deadline, () -> false, progress);
  }

  /**
   * Waits for {@code duration}, regardless of the deadline, and checks the cancellation
   * periodically.
   *
   * @throws WaitCancelledException as soon as the wait is cancelled
   */
  public void pause(Duration duration) throws InterruptedException {
    Duration left = duration;
    throwIfCancelled();
    while (left.isPositive()) {
      Duration part = left.compareTo(POLL_INTERVAL) < 0 ? left : POLL_INTERVAL;
      Thread.sleep(part);
      left = left.minus(part);
      throwIfCancelled();
    }
  }

  /** Polls a condition until it holds or the deadline has passed. */
  public WaitOutcome await(BooleanSupplier condition) throws InterruptedException {
    return await(new Notification(), condition);
  }

  /**
   * Checks a condition on every signal and periodically, until it holds or the deadline has passed.
   */
  public WaitOutcome await(Notification changes, BooleanSupplier condition)
      throws InterruptedException {
    while (true) {
      throwIfCancelled();
      if (condition.getAsBoolean()) {
        return WaitOutcome.SATISFIED;
      }
      if (hasTimedOut()) {
        return WaitOutcome.TIMED_OUT;
      }
      changes.await(POLL_INTERVAL);
    }
  }
}
