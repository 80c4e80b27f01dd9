package io.beta9.provisioning.cloudsim.state;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The one lock of the whole cloud, and whether the state may have changed under it. */
public final class StateLock {
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean changed = new AtomicBoolean();

  public <T> T read(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** The same for work that may change the state, be it by looking at what time has brought. */
  public <T> T write(Supplier<T> work) {
    return read(
        () -> {
          changed.set(true);
          return work.get();
        });
  }

  /** Says that the state has changed, for those whose part of it has a lock of its own. */
  public void markChanged() {
    changed.set(true);
  }

  /** Whether anything may have changed since this was last asked. */
  boolean getAndClearChanged() {
    return changed.getAndSet(false);
  }
}
