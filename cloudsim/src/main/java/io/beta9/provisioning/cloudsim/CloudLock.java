package io.beta9.provisioning.cloudsim;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The one lock of the whole cloud, and whether the state may have changed under it. */
final class CloudLock {
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean changed = new AtomicBoolean();

  <T> T holding(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** The same for work that may change the state, be it by looking at what time has brought. */
  <T> T changing(Supplier<T> work) {
    return holding(
        () -> {
          changed.set(true);
          return work.get();
        });
  }

  /** Says that the state has changed, for those whose part of it has a lock of its own. */
  void touch() {
    changed.set(true);
  }

  /** Whether anything may have changed since this was last asked. */
  boolean takeChanged() {
    return changed.getAndSet(false);
  }
}
