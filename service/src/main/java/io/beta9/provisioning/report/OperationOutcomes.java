package io.beta9.provisioning.report;

import io.beta9.provisioning.access.TenantId;
import java.time.LocalDate;
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
    jdbc.sql(
            """
            select (finished_at at time zone 'UTC')::date as day, state,
                   coalesce(failure ->> 'class', failure ->> 'code', 'other') as class,
                   count(*) as number,
                   count(*) filter (where kind = 'provision' and state = 'succeeded') as ready,
                   coalesce(sum(extract(epoch from finished_at - created_at))
                     filter (where kind = 'provision' and state = 'succeeded'), 0) as seconds
              from operations
             where finished_at >= :since and state in ('succeeded', 'failed')
               and (cast(:tenant as text) is null or tenant_id = :tenant)
             group by 1, 2, 3
            """)
        .param("since", first.atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("tenant", tenant == null ? null : tenant.value())
        .query(
            row -> {
              LocalDate day = row.getObject("day", LocalDate.class);
              OutcomeDay before = found.get(day);
              if (before == null) {
                return; // The database's clock is ahead of this process.
              }
              int number = row.getInt("number");
              boolean succeeded = row.getString("state").equals("succeeded");
              Map<String, Integer> failed = new LinkedHashMap<>(before.failed());
              if (!succeeded) {
                failed.merge(row.getString("class"), number, Integer::sum);
              }
              found.put(
                  day,
                  new OutcomeDay(
                      day,
                      before.succeeded() + (succeeded ? number : 0),
                      failed,
                      before.becameReady() + row.getInt("ready"),
                      before.secondsToReady() + row.getDouble("seconds")));
            });
    return new ArrayList<>(found.values());
  }
}
