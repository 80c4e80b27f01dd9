package io.beta9.provisioning.devstack.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Measures the time from a worker's death until another worker has claimed its operations. Time
 * during which no worker could claim them, because all are dead, paused or disconnected from the
 * database, is not counted.
 */
final class RecoveryTimes implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

  private final OperationQueries queries;
  private final BooleanSupplier workerAvailable;
  private final List<PendingRecovery> pending = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final Thread thread;

  RecoveryTimes(OperationQueries queries, BooleanSupplier workerAvailable) {
    this.queries = queries;
    this.workerAvailable = workerAvailable;
    this.thread = Thread.ofVirtual().name("recovery-times").start(this::pollUntilClosed);
  }

  private static final class PendingRecovery {
    private final OperationQueries.RunningOperation operation;
    private long lastPollNanos = System.nanoTime();
    private long countedNanos;

    PendingRecovery(OperationQueries.RunningOperation operation) {
      this.operation = operation;
    }

    void advanceTo(long now, boolean counts) {
      countedNanos += counts ? now - lastPollNanos : 0;
      lastPollNanos = now;
    }
  }

  /** Starts timing the recovery of the operations, whose worker has just been killed. */
  synchronized void startTiming(List<OperationQueries.RunningOperation> orphaned) {
    orphaned.forEach(operation -> pending.add(new PendingRecovery(operation)));
  }

  private void pollUntilClosed() {
    try {
      while (true) {
        poll();
        Thread.sleep(POLL_INTERVAL);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private synchronized void poll() {
    boolean counts = workerAvailable.getAsBoolean();
    long now = System.nanoTime();
    pending.forEach(recovery -> recovery.advanceTo(now, counts));
    for (Iterator<PendingRecovery> each = pending.iterator(); each.hasNext(); ) {
      PendingRecovery recovery = each.next();
      List<OperationQueries.OperationState> state = queries.state(recovery.operation.id());
      if (state.isEmpty()) {
        continue;
      }
      if (state.getFirst().epoch() > recovery.operation.epoch()) {
        seconds.add(recovery.countedNanos / 1e9);
        each.remove();
      } else if (state.getFirst().finished()) {
        each.remove();
      }
    }
  }

  /** Returns the quantile of the recovery times in seconds, or 0 if there were no recoveries. */
  synchronized double quantile(double share) {
    if (seconds.isEmpty()) {
      return 0;
    }
    List<Double> sorted = seconds.stream().sorted().toList();
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return Math.round(sorted.get(Math.max(0, index)) * 10) / 10.0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
