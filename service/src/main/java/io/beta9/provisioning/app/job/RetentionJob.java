package io.beta9.provisioning.app.job;

import io.beta9.provisioning.timeline.RetentionCleanup;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is older than its retention. {@code provisioning_retention_removed_total{table}}
 * counts the rows.
 */
public final class RetentionJob {
  public static final Duration INTERVAL = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);

  private final RetentionCleanup retention;
  private final MeterRegistry meters;

  /**
   * @param tables the names of the tables, whose counters are registered
   */
  public RetentionJob(RetentionCleanup retention, List<String> tables, MeterRegistry meters) {
    this.retention = retention;
    this.meters = meters;
    tables.forEach(this::removed);
  }

  public void run() {
    retention
        .apply()
        .forEach(
            (table, rows) -> {
              removed(table).increment(rows);
              if (rows > 0) {
                log.info("Deleted {} rows of {} that were older than their retention", rows, table);
              }
            });
  }

  private Counter removed(String table) {
    return Counter.builder("provisioning.retention.removed")
        .description("Rows that were deleted because they were older than their retention")
        .tag("table", table)
        .register(meters);
  }
}
