package io.beta9.provisioning.worker.loop;

import java.time.Duration;

/** Pauses the current thread. */
@FunctionalInterface
public interface Sleeper {
  /** Pauses by the system's clock. */
  Sleeper SYSTEM = Thread::sleep;

  void sleep(Duration time) throws InterruptedException;
}
