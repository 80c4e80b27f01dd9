package io.beta9.provisioning.cloudsim.state;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The single lock that guards the state of all services, with a flag that the state may have
 * changed.
 */
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

  /** Runs work that may change the state; advancing time-dependent states is a change as well. */
  public <T> T write(Supplier<T> work) {
    return read(
        () -> {
          changed.set(true);
          return work.get();
        });
  }

  /** Marks the state as changed; for components whose part of the state has its own lock. */
  public void markChanged() {
    changed.set(true);
  }

  /** Returns whether the state may have changed since the previous call, and resets the flag. */
  boolean getAndClearChanged() {
    return changed.getAndSet(false);
  }
}
