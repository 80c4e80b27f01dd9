package io.beta9.provisioning.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A pause of a process: it blocks every thread that reaches a point until it is resumed. */
final class ProcessPause {
  private static final long TIMEOUT_SECONDS = 120;

  private final CountDownLatch pausedOrEnded = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);
  private volatile boolean paused;
  private int pointsBefore;

  /** Blocks this thread until the process is resumed. */
  void block() {
    paused = true;
    pausedOrEnded.countDown();
    await(resumed);
  }

  boolean isOver() {
    return resumed.getCount() == 0;
  }

  /** Reports the end of the process. */
  void processEnded() {
    pausedOrEnded.countDown();
  }

  /** Waits for the pause; returns false if the process ended without reaching it. */
  boolean awaitPaused() {
    await(pausedOrEnded);
    return paused;
  }

  void resume(int points) {
    pointsBefore = points;
    resumed.countDown();
  }

  /** Returns the number of points recorded before the process was resumed. */
  int pointsBefore() {
    return pointsBefore;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("no progress for two minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
