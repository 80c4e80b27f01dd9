package io.beta9.provisioning.timeline;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The retention of the rows of a table.
 *
 * @param oldest a query for the time of the oldest row
 * @param batch a statement that deletes at most {@code :batch} rows that are older than {@code
 *     :before} and returns their number and whether there may be more
 */
public record RetainedTable(String table, Duration retention, String oldest, String batch) {

  /**
   * The result of one batch.
   *
   * @param more whether there may be more rows to delete
   */
  record DeletedRows(long rows, boolean more) {}

  /** Returns a table whose rows are deleted by the age of one column. */
  static RetainedTable byAge(String table, String column, Duration retention, String condition) {
    return new RetainedTable(
        table,
        retention,
        "select min(%s) from %s".formatted(column, table),
        """
        with deleted as (
          delete from %1$s where ctid = any (array(
            select t.ctid from %1$s t where t.%2$s < :before and %3$s
             order by t.%2$s limit :batch for update of t skip locked))
          returning 1)
        select count(*) as deleted, count(*) = :batch as more from deleted
        """
            .formatted(table, column, condition));
  }

  /** Deletes one batch. */
  DeletedRows deleteBatch(JdbcClient jdbc, Instant now, int size) {
    return jdbc.sql(batch)
        .param("before", OffsetDateTime.ofInstant(now.minus(retention), ZoneOffset.UTC))
        .param("batch", size)
        .query((row, number) -> new DeletedRows(row.getLong("deleted"), row.getBoolean("more")))
        .single();
  }

  /** Returns a description with the time of the oldest row. */
  public String line(JdbcClient jdbc) {
    Optional<OffsetDateTime> time = jdbc.sql(oldest).query(OffsetDateTime.class).optional();
    return "%s: kept for %d days, %s"
        .formatted(
            table,
            retention.toDays(),
            time.map(at -> "the oldest row is from " + at.toInstant()).orElse("no rows"));
  }
}
