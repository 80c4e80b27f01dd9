package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;

/**
 * Makes the Redis list equal to the operations that wait in PostgreSQL. Restores what a flushed,
 * lost or partitioned Redis no longer has.
 */
public final class QueueSweep {
  private static final int MAX_OPERATIONS = 10_000;

  private final OperationRepository operations;
  private final WorkNotifier notifier;

  public QueueSweep(OperationRepository operations, WorkNotifier notifier) {
    this.operations = operations;
    this.notifier = notifier;
  }

  /** Sweeps once. */
  public void sweep() {
    notifier.synchronize(operations.due(MAX_OPERATIONS));
  }
}
