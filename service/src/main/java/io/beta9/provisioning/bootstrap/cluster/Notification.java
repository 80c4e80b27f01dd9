package io.beta9.provisioning.bootstrap.cluster;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes a waiting thread when something has changed. A signal before the wait ends it immediately.
 */
public final class Notification {
  private final Semaphore signals = new Semaphore(0);

  public void signal() {
    signals.release();
  }

  /** Returns when a signal has arrived since the last call, or after {@code timeout}. */
  public void await(Duration timeout) throws InterruptedException {
    if (signals.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      signals.drainPermits();
    }
  }
}
