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
 * Removes what is older than its retention, oldest first, a thousand rows in each transaction, so
 * that nobody waits for it. What belongs to an environment that is under way stays.
 */
public final class RetentionCleanup {
  /** Rows of one transaction. */
  static final int BATCH = 1_000;

  static final long LOCK = 0x72657461696EL;
  private static final int MOST_BATCHES = 500;

  private static final String UNDER_WAY =
      """
      and not exists (
        select 1 from operations o
         where o.environment_id = t.environment_id and o.state in ('waiting', 'running'))
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final List<RetainedTable> tables;

  /** How long the rows of a table are kept. */
  public record RetainedTable(String table, Duration length) {
    /** In words, with the age of the oldest row. */
    public String line(JdbcClient jdbc) {
      Optional<OffsetDateTime> oldest =
          jdbc.sql("select at from " + table + " order by at limit 1")
              .query(OffsetDateTime.class)
              .optional();
      return "%s: kept for %d days, %s"
          .formatted(
              table,
              length.toDays(),
              oldest.map(at -> "the oldest row is of " + at.toInstant()).orElse("no rows"));
    }
  }

  public RetentionCleanup(
      JdbcClient jdbc, TransactionTemplate transactions, Clock clock, RetentionSettings settings) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.tables = tables(settings);
  }

  /** What is kept for how long. */
  public static List<RetainedTable> tables(RetentionSettings settings) {
    return List.of(
        new RetainedTable("events", settings.eventsRetention()),
        new RetainedTable("log_lines", settings.logsRetention()),
        new RetainedTable("audit", settings.auditRetention()),
        new RetainedTable("capacity_samples", settings.samplesRetention()));
  }

  /**
   * Removes what is due. Stops where another process does the same.
   *
   * @return the rows removed, by table
   */
  public Map<String, Long> apply() {
    Map<String, Long> removed = new TreeMap<>();
    Instant now = clock.instant();
    for (RetainedTable kept : tables) {
      long rows = 0;
      for (int batch = 0; batch < MOST_BATCHES; batch++) {
        Optional<Integer> gone = batch(kept.table(), now.minus(kept.length()));
        rows += gone.orElse(0);
        if (gone.isEmpty() || gone.get() < BATCH) {
          break;
        }
      }
      removed.put(kept.table(), rows);
    }
    return removed;
  }

  /** One batch; nothing where another process is at it. */
  private Optional<Integer> batch(String table, Instant before) {
    return transactions.execute(
        status -> {
          boolean alone =
              jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                  .param("lock", LOCK)
                  .query(Boolean.class)
                  .single();
          return alone
              ? Optional.of(
                  jdbc.sql(statement(table))
                      .param("before", OffsetDateTime.ofInstant(before, ZoneOffset.UTC))
                      .param("batch", BATCH)
                      .update())
              : Optional.<Integer>empty();
        });
  }

  /** The name is one of {@link #tables}, never from outside. */
  static String statement(String table) {
    return """
    delete from %1$s where ctid = any (array(
      select t.ctid from %1$s t where t.at < :before %2$s
       order by t.at limit :batch for update of t skip locked))
    """
        .formatted(table, table.equals("capacity_samples") ? "" : UNDER_WAY);
  }
}
