package io.beta9.provisioning.app;

import io.beta9.provisioning.timeline.RetentionCleanup;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is older than its retention. {@code provisioning_retention_removed_total{table}}
 * counts the rows.
 */
final class RetentionJob {
  static final Duration INTERVAL = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);

  private final RetentionCleanup retention;
  private final MeterRegistry meters;

  RetentionJob(RetentionCleanup retention, MeterRegistry meters) {
    this.retention = retention;
    this.meters = meters;
  }

  void run() {
    retention
        .apply()
        .forEach(
            (table, rows) -> {
              meters.counter("provisioning.retention.removed", "table", table).increment(rows);
              if (rows > 0) {
                log.info("Deleted {} rows of {} that were older than their retention", rows, table);
              }
            });
  }
}
