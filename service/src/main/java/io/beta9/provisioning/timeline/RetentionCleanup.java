package io.beta9.provisioning.timeline;

import io.beta9.provisioning.settings.RetentionSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes rows that are older than the retention of their table, oldest first and in batches of one
 * transaction each, so that no other transaction waits for long. Rows of an environment with a
 * waiting or running operation are kept.
 */
public final class RetentionCleanup {
  /** The maximum number of rows deleted in one transaction. */
  static final int BATCH = 1_000;

  static final long LOCK = 0x72657461696EL;
  private static final int MAX_BATCHES = 500;

  private static final String WITHOUT_ACTIVE_OPERATION =
      """
      and not exists (
        select 1 from operations o
         where o.environment_id = t.environment_id and o.state in ('waiting', 'running'))
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final List<RetainedTable> tables;

  /** The retention of the rows of a table. */
  public record RetainedTable(String table, Duration retention) {
    /** Returns a description with the time of the oldest row. */
    public String line(JdbcClient jdbc) {
      Optional<OffsetDateTime> oldest =
          jdbc.sql("select at from " + table + " order by at limit 1")
              .query(OffsetDateTime.class)
              .optional();
      return "%s: kept for %d days, %s"
          .formatted(
              table,
              retention.toDays(),
              oldest.map(at -> "the oldest row is from " + at.toInstant()).orElse("no rows"));
    }
  }

  public RetentionCleanup(
      JdbcClient jdbc, TransactionTemplate transactions, Clock clock, RetentionSettings settings) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.tables = tables(settings);
  }

  /** Returns the tables and their retention. */
  public static List<RetainedTable> tables(RetentionSettings settings) {
    return List.of(
        new RetainedTable("events", settings.eventsRetention()),
        new RetainedTable("log_lines", settings.logsRetention()),
        new RetainedTable("audit", settings.auditRetention()),
        new RetainedTable("capacity_samples", settings.samplesRetention()));
  }

  /**
   * Deletes expired rows. Skips a table that another process is cleaning up.
   *
   * @return the number of deleted rows by table
   */
  public Map<String, Long> apply() {
    Map<String, Long> deleted = new TreeMap<>();
    Instant now = clock.instant();
    for (RetainedTable retained : tables) {
      long rows = 0;
      for (int batch = 0; batch < MAX_BATCHES; batch++) {
        Optional<Integer> count = deleteBatch(retained.table(), now.minus(retained.retention()));
        rows += count.orElse(0);
        if (count.isEmpty() || count.get() < BATCH) {
          break;
        }
      }
      deleted.put(retained.table(), rows);
    }
    return deleted;
  }

  /** Returns the number of deleted rows; empty if another process holds the lock. */
  private Optional<Integer> deleteBatch(String table, Instant before) {
    return transactions.execute(
        status -> {
          boolean locked =
              jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                  .param("lock", LOCK)
                  .query(Boolean.class)
                  .single();
          return locked
              ? Optional.of(
                  jdbc.sql(statement(table))
                      .param("before", OffsetDateTime.ofInstant(before, ZoneOffset.UTC))
                      .param("batch", BATCH)
                      .update())
              : Optional.<Integer>empty();
        });
  }

  /** Returns the statement for one of {@link #tables}; the name never comes from a request. */
  static String statement(String table) {
    return """
    delete from %1$s where ctid = any (array(
      select t.ctid from %1$s t where t.at < :before %2$s
       order by t.at limit :batch for update of t skip locked))
    """
        .formatted(table, table.equals("capacity_samples") ? "" : WITHOUT_ACTIVE_OPERATION);
  }
}
