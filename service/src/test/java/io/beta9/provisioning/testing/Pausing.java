package io.beta9.provisioning.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time for which a process stands still, with all its threads that come to anything. */
final class Pausing {
  private static final long LONGEST_SECONDS = 120;

  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private volatile boolean came;
  private int pointsBefore;

  /** Stands still in this thread until it is woken. */
  void hold() {
    came = true;
    decided.countDown();
    await(woken);
  }

  boolean isOver() {
    return woken.getCount() == 0;
  }

  /** The process has come to its end. */
  void ended() {
    decided.countDown();
  }

  /** Waits until it stands still; false where it ended before it did. */
  boolean comes() {
    await(decided);
    return came;
  }

  void wake(int points) {
    pointsBefore = points;
    woken.countDown();
  }

  /** How much it had done before. */
  int pointsBefore() {
    return pointsBefore;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing has happened for two minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
