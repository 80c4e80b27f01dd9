package io.beta9.provisioning.app;

import io.beta9.provisioning.timeline.RetentionCleanup;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Applies the retention every hour, in one API process of all. {@code
 * provisioning_retention_removed_total{table}} counts the rows.
 */
final class RetentionJob implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
  private static final long FIRST_MINUTES = 5;
  private static final long EVERY_MINUTES = 60;

  private final RetentionCleanup retention;
  private final MeterRegistry meters;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("retention").factory());

  RetentionJob(RetentionCleanup retention, MeterRegistry meters) {
    this.retention = retention;
    this.meters = meters;
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::apply, FIRST_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
  }

  void apply() {
    try {
      retention
          .apply()
          .forEach(
              (table, rows) -> {
                meters.counter("provisioning.retention.removed", "table", table).increment(rows);
                if (rows > 0) {
                  log.info("{} rows of {} were older than their retention", rows, table);
                }
              });
    } catch (DataAccessException | TransactionException e) {
      log.warn("The retention could not be applied, and is tried again: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
