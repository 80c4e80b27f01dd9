package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.CapacityReport;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries operations, waiting times and load by week. */
public final class CapacityReports {
  private final JdbcClient jdbc;

  public CapacityReports(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns the weeks since then, the oldest first; a week begins on Monday, in UTC. */
  public CapacityReport since(Instant since) {
    List<CapacityReport.Week> weeks =
        jdbc.sql(
                """
                with ended as (
                  select date_bin('7 days', finished_at, '2000-01-03Z') as week, state, kind,
                         date_part('epoch', finished_at - created_at) as seconds,
                         date_part('epoch', first_claimed_at - created_at) as waited
                    from operations
                   where state in ('succeeded', 'failed') and finished_at >= :since),
                weeks as (
                  select week,
                         count(*) filter (where state = 'succeeded') as succeeded,
                         count(*) filter (where state = 'failed') as failed,
                         coalesce(avg(seconds) filter (
                           where state = 'succeeded' and kind = 'provision'), 0) as average,
                         coalesce(percentile_cont(0.95) within group (order by seconds) filter (
                           where state = 'succeeded' and kind = 'provision'), 0) as p95,
                         coalesce(percentile_cont(0.95) within group (order by waited), 0) as waited
                    from ended group by week),
                sampled as (
                  select date_bin('7 days', at, '2000-01-03Z') as week,
                         max(queue_length) as backlog, avg(requests_per_minute) as requests,
                         max(database_bytes) - min(database_bytes) as growth
                    from capacity_samples where at >= :since group by 1)
                select week, coalesce(succeeded, 0) as succeeded, coalesce(failed, 0) as failed,
                       coalesce(average, 0) as average, coalesce(p95, 0) as p95,
                       coalesce(waited, 0) as waited, coalesce(backlog, 0) as backlog,
                       coalesce(requests, 0) as requests, coalesce(growth, 0) as growth
                  from weeks full join sampled using (week) order by week
                """)
            .param("since", Timestamp.from(since))
            .query(
                (row, number) -> {
                  long succeeded = row.getLong("succeeded");
                  long failed = row.getLong("failed");
                  long ended = succeeded + failed;
                  return new CapacityReport.Week(
                      row.getTimestamp("week").toInstant(),
                      succeeded,
                      failed,
                      ended == 0 ? 1 : (double) succeeded / ended,
                      row.getDouble("average"),
                      row.getDouble("p95"),
                      row.getDouble("waited"),
                      row.getLong("backlog"),
                      row.getDouble("requests"),
                      row.getLong("growth"));
                })
            .list();
    return new CapacityReport(
        since,
        weeks,
        jdbc.sql("select pg_database_size(current_database())").query(Long.class).single(),
        CapacityRules.recommend(weeks, activeWorkers()));
  }

  private int activeWorkers() {
    return jdbc.sql(
            """
            select count(*) from workers
             where state = 'running' and renewed_at > now() - interval '1 minute'
            """)
        .query(Integer.class)
        .single();
  }
}
