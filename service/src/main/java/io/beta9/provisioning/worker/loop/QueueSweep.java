package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.WorkNotifier;
import java.time.Duration;

/**
 * Makes the Redis list tell the truth: every few seconds it is set to what PostgreSQL says is
 * waiting. What a flushed, lost or partitioned Redis forgot comes back this way.
 */
public final class QueueSweep implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private final OperationRepository operations;
  private final WorkNotifier doorbell;
  private final PeriodicTask rounds;

  public QueueSweep(OperationRepository operations, WorkNotifier doorbell) {
    this.operations = operations;
    this.doorbell = doorbell;
    this.rounds = new PeriodicTask("queue-sweep", PAUSE, this::sweep);
  }

  public void start() {
    rounds.start();
  }

  /** One sweep. */
  public void sweep() {
    doorbell.set(operations.due(MOST));
  }

  @Override
  public void close() {
    rounds.close();
  }
}
