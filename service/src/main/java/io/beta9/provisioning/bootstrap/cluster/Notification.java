package io.beta9.provisioning.bootstrap.cluster;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes whoever waits for something to change. Rung while nobody waits, it is heard later. */
public final class Notification {
  private final Semaphore signals = new Semaphore(0);

  public void signal() {
    signals.release();
  }

  /** Returns when it has been rung since the last time, or after the pause. */
  public void await(Duration pause) throws InterruptedException {
    if (signals.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      signals.drainPermits();
    }
  }
}
