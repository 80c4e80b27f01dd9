package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.Doorbell;
import io.beta9.provisioning.operation.OperationRepository;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Makes the Redis list tell the truth: every few seconds it is set to what PostgreSQL says is
 * waiting. What a flushed, lost or partitioned Redis forgot comes back this way.
 */
public final class QueueSweep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueueSweep.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private final OperationRepository operations;
  private final Doorbell doorbell;
  private final Thread thread;
  private volatile boolean stopped;

  public QueueSweep(OperationRepository operations, Doorbell doorbell) {
    this.operations = operations;
    this.doorbell = doorbell;
    this.thread = Thread.ofPlatform().daemon().name("queue-sweep").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** One sweep. */
  public void sweep() {
    doorbell.set(operations.due(MOST));
  }

  private void run() {
    while (!stopped) {
      try {
        sweep();
      } catch (DataAccessException | TransactionException e) {
        log.warn("The queue could not be swept: {}", e.getMessage());
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
