package io.beta9.provisioning.bench.scale;

import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.WorkNotifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The Redis list: each entry wakes one waiting worker. */
final class SimulatedNotifier implements WorkNotifier {
  private static final Duration DELAY = Duration.ofMillis(1);

  private final VirtualTime time;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int entries;

  SimulatedNotifier(VirtualTime time) {
    this.time = time;
  }

  /** A worker that waits for an entry or for a time. */
  private static final class Waiter {
    private final Runnable action;
    private boolean done;

    Waiter(Runnable action) {
      this.action = action;
    }

    void wake() {
      if (!done) {
        done = true;
        action.run();
      }
    }
  }

  @Override
  public void publish(OperationId operation) {
    entries++;
    wakeWaiting();
  }

  private void wakeWaiting() {
    while (entries > 0 && !waiting.isEmpty()) {
      Waiter next = waiting.poll();
      if (!next.done) {
        entries--;
        time.after(DELAY, next::wake);
      }
    }
  }

  /** Executes the action once: when an entry is available, or after the timeout. */
  void await(Duration timeout, Runnable action) {
    Waiter waiter = new Waiter(action);
    waiting.add(waiter);
    time.after(timeout, waiter::wake);
    wakeWaiting();
  }

  @Override
  public void synchronize(List<OperationId> due) {
    entries = due.size();
    wakeWaiting();
  }

  @Override
  public NotificationResult await(Duration timeout) {
    throw new UnsupportedOperationException("simulated workers wait with an action");
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public void close() {}
}
