package io.beta9.provisioning.worker.loop;

import io.beta9.provisioning.operation.WorkerRepository;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Stores in the row of the worker how much memory it and its child processes use. */
public final class MemoryReporter {
  private static final Logger log = LoggerFactory.getLogger(MemoryReporter.class);

  private final String worker;
  private final WorkerRepository workers;
  private final LongSupplier used;
  private final LongSupplier limit;

  /**
   * @param used the memory that is used now, in bytes
   * @param limit the memory that may be used, in bytes
   */
  public MemoryReporter(
      String worker, WorkerRepository workers, LongSupplier used, LongSupplier limit) {
    this.worker = worker;
    this.workers = workers;
    this.used = used;
    this.limit = limit;
  }

  /** Stores the present values. A value that cannot be stored is replaced by the next one. */
  @Scheduled(fixedDelayString = "PT15S")
  public void report() {
    try {
      workers.setMemory(worker, used.getAsLong(), limit.getAsLong());
    } catch (DataAccessException | TransactionException e) {
      log.debug("The memory of this worker could not be stored: {}", e.getMessage());
    }
  }
}
