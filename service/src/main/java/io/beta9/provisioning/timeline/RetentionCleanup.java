package io.beta9.provisioning.timeline;

import io.beta9.provisioning.settings.RetentionSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes rows that are older than the retention of their table, oldest first and in batches of one
 * transaction each, so that no other transaction waits for long. {@link RetainedTables} defines
 * which rows are kept regardless of their age.
 */
public final class RetentionCleanup {
  /** The maximum number of rows deleted in one transaction. */
  static final int BATCH = 1_000;

  static final long LOCK = 0x72657461696EL;
  private static final int MAX_BATCHES = 500;

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final List<RetainedTable> tables;

  public RetentionCleanup(
      JdbcClient jdbc, TransactionTemplate transactions, Clock clock, RetentionSettings settings) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.clock = clock;
    this.tables = tables(settings);
  }

  /** Returns the tables and their retention. */
  public static List<RetainedTable> tables(RetentionSettings settings) {
    return RetainedTables.of(settings);
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
        Optional<RetainedTable.DeletedRows> result = deleteBatch(retained, now);
        rows += result.map(RetainedTable.DeletedRows::rows).orElse(0L);
        if (result.isEmpty() || !result.get().more()) {
          break;
        }
      }
      deleted.put(retained.table(), rows);
    }
    return deleted;
  }

  /** Deletes a batch in one transaction; empty if another process holds the lock. */
  private Optional<RetainedTable.DeletedRows> deleteBatch(RetainedTable retained, Instant now) {
    return transactions.execute(
        status -> {
          boolean locked =
              jdbc.sql("select pg_try_advisory_xact_lock(:lock)")
                  .param("lock", LOCK)
                  .query(Boolean.class)
                  .single();
          return locked
              ? Optional.of(retained.deleteBatch(jdbc, now, BATCH))
              : Optional.<RetainedTable.DeletedRows>empty();
        });
  }
}
