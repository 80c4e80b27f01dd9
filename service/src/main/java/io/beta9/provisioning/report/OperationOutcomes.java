package io.beta9.provisioning.report;

import io.beta9.provisioning.access.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the operations of the last days ended, for one tenant or all. */
public final class OperationOutcomes {
  private final JdbcClient jdbc;

  public OperationOutcomes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The operations that ended on one day, in UTC.
   *
   * @param failed by failure class
   * @param secondsToReady the sum over the environments that became ready for the first time
   */
  public record OutcomeDay(
      LocalDate day,
      int succeeded,
      Map<String, Integer> failed,
      int becameReady,
      double secondsToReady) {
    public OutcomeDay {
      failed = Map.copyOf(failed);
    }

    /** Returns the number of failed operations. */
    public int failures() {
      return failed.values().stream().mapToInt(Integer::intValue).sum();
    }

    private OutcomeDay withFailures(String failureClass, int number) {
      Map<String, Integer> more = new LinkedHashMap<>(failed);
      more.merge(failureClass, number, Integer::sum);
      return new OutcomeDay(day, succeeded, more, becameReady, secondsToReady);
    }
  }

  /**
   * Returns the last days including today, the oldest first; a day without operations is empty.
   *
   * @param tenant null for all tenants, for operators
   */
  public List<OutcomeDay> days(@Nullable TenantId tenant, LocalDate today, int days) {
    LocalDate first = today.minusDays(days - 1L);
    Map<LocalDate, OutcomeDay> found = new LinkedHashMap<>();
    for (int i = 0; i < days; i++) {
      LocalDate day = first.plusDays(i);
      found.put(day, new OutcomeDay(day, 0, Map.of(), 0, 0));
    }
    addCounts(tenant, first, found);
    addFailures(tenant, first, found);
    return new ArrayList<>(found.values());
  }

  /** Counts in the index {@code operations_ended}. */
  private void addCounts(
      @Nullable TenantId tenant, LocalDate first, Map<LocalDate, OutcomeDay> found) {
    jdbc.sql(
            """
            select date_bin('1 day', finished_at, '2000-01-01Z') as day, count(*) as succeeded,
                   count(*) filter (where kind = 'provision') as ready,
                   coalesce(extract(epoch from sum(finished_at - created_at)
                     filter (where kind = 'provision')), 0) as seconds
              from operations
             where finished_at >= :since and state = 'succeeded'
               and (cast(:tenant as text) is null or tenant_id = :tenant)
             group by 1
            """)
        .param("since", first.atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("tenant", tenant == null ? null : tenant.value())
        .query(
            row -> {
              int succeeded = row.getInt("succeeded");
              int ready = row.getInt("ready");
              double seconds = row.getDouble("seconds");
              // The database's clock may be ahead of this process: there is no such day yet.
              found.computeIfPresent(
                  day(row),
                  (day, before) -> new OutcomeDay(day, succeeded, before.failed(), ready, seconds));
            });
  }

  private void addFailures(
      @Nullable TenantId tenant, LocalDate first, Map<LocalDate, OutcomeDay> found) {
    jdbc.sql(
            """
            select date_bin('1 day', finished_at, '2000-01-01Z') as day,
                   coalesce(failure ->> 'class', failure ->> 'code', 'other') as class,
                   count(*) as number
              from operations
             where finished_at >= :since and state = 'failed'
               and (cast(:tenant as text) is null or tenant_id = :tenant)
             group by 1, 2
            """)
        .param("since", first.atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("tenant", tenant == null ? null : tenant.value())
        .query(
            row -> {
              String failureClass = row.getString("class");
              int number = row.getInt("number");
              found.computeIfPresent(
                  day(row), (day, before) -> before.withFailures(failureClass, number));
            });
  }

  private static LocalDate day(ResultSet row) throws SQLException {
    return row.getObject("day", OffsetDateTime.class)
        .withOffsetSameInstant(ZoneOffset.UTC)
        .toLocalDate();
  }
}
