package io.beta9.provisioning.app.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures how far the client of a connection falls behind while a response waits for it. The delay
 * grows with the time for which writes wait and shrinks with the bytes that are written; a fast
 * beginning earns no time for later. Used by one thread at a time.
 */
final class ReadingPace {

  /**
   * @param tolerance the delay at which a client is too slow
   * @param bytesPerSecond the pace at which the delay does not change
   */
  record Limit(Duration tolerance, int bytesPerSecond) {}

  private final Limit limit;
  private final LongSupplier nanoTime;
  private boolean isWaiting;
  private long waitingSince;
  private long delayNanos;

  /**
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  ReadingPace(Limit limit, LongSupplier nanoTime) {
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * Records an attempt to write.
   *
   * @param isIncomplete whether there is more to write
   * @return false if the client is too slow
   */
  boolean wrote(long bytes, boolean isIncomplete) {
    long now = nanoTime.getAsLong();
    if (isWaiting) {
      delayNanos += now - waitingSince;
    }
    double repaid = (double) bytes / limit.bytesPerSecond() * TimeUnit.SECONDS.toNanos(1);
    delayNanos = Math.max(0, delayNanos - (long) repaid);
    isWaiting = bytes <= 0 && isIncomplete;
    waitingSince = now;
    return delayNanos < limit.tolerance().toNanos();
  }

  /** The next write belongs to another response. */
  void restart() {
    isWaiting = false;
    delayNanos = 0;
  }
}
