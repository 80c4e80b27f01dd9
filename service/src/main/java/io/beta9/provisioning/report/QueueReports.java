package io.beta9.provisioning.report;

import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries the queue and the workers. */
public final class QueueReports {
  private static final String REGION_ADMITS =
      "region_gate not in (select region from region_circuits where state <> 'closed')";
  private static final String DUE =
      "state = 'waiting' and not_before <= now() and " + REGION_ADMITS;

  private final JdbcClient jdbc;
  private final @Nullable Integer runningLimit;

  /** Creates reports in which only tenants with a limit of their own have one. */
  public QueueReports(JdbcClient jdbc) {
    this(jdbc, null);
  }

  /**
   * @param runningLimit maximum number of running operations of a tenant without a limit of its
   *     own; null if there is none
   */
  public QueueReports(JdbcClient jdbc, @Nullable Integer runningLimit) {
    this.jdbc = jdbc;
    this.runningLimit = runningLimit;
  }

  /** Returns the current queue. */
  public QueueReport now() {
    List<QueueReport.WorkerLine> workers = workers();
    List<QueueReport.WorkerLine> claiming =
        workers.stream().filter(worker -> worker.state().equals("running")).toList();
    long length = number("select count(*) from operations where " + DUE);
    List<RegionCircuitView> regions = new RegionReports(jdbc).holdingBack();
    return new QueueReport(
        length,
        number(
            "select count(*) from operations where state = 'waiting' and not_before > now() and "
                + REGION_ADMITS),
        regions.stream().mapToLong(RegionCircuitView::waiting).sum(),
        limited(),
        number(
            "select coalesce(extract(epoch from now() - min(created_at)), 0)::bigint from"
                + " operations where "
                + DUE),
        counts("tenant_id"),
        counts("kind"),
        workers,
        regions,
        WorkerScaling.advise(
            claiming.size(),
            claiming.stream().mapToInt(QueueReport.WorkerLine::concurrency).sum(),
            claiming.stream().mapToInt(worker -> worker.operations().size()).sum(),
            length));
  }

  private long limited() {
    return jdbc.sql(
            """
            select count(*) from operations where tenant_id in (
                select t.id from tenants t join operations o on o.tenant_id = t.id
                 where o.state = 'running'
                 group by t.id
                having count(*) >= coalesce(t.max_running_operations, cast(:limit as integer)))
               and
            """
                + DUE)
        .param("limit", runningLimit)
        .query(Long.class)
        .single();
  }

  /** Returns the workers that have not stopped; a dead one only while it holds an operation. */
  public List<QueueReport.WorkerLine> workers() {
    Map<String, List<QueueReport.RunningOperation>> running = runningOperations();
    return jdbc.sql(
            """
            select id, host, state, version, concurrency, started_at,
                   array(select problem ->> 'message' from jsonb_array_elements(problems) problem)
                     as problems, memory_used_bytes, memory_limit_bytes,
                   extract(epoch from now() - renewed_at)::bigint as silence
              from workers
             where state in ('running', 'draining') and renewed_at > now() - interval '1 hour'
                or id in (select worker_id from operations where state = 'running')
             order by started_at, id
            """)
        .query(
            (row, number) ->
                new QueueReport.WorkerLine(
                    row.getString("id"),
                    row.getString("host"),
                    row.getString("state"),
                    row.getString("version"),
                    row.getInt("concurrency"),
                    row.getTimestamp("started_at").toInstant(),
                    row.getLong("silence"),
                    running.getOrDefault(row.getString("id"), List.of()),
                    List.of((String[]) row.getArray("problems").getArray()),
                    row.getObject("memory_used_bytes", Long.class),
                    row.getObject("memory_limit_bytes", Long.class)))
        .list();
  }

  private Map<String, List<QueueReport.RunningOperation>> runningOperations() {
    Map<String, List<QueueReport.RunningOperation>> byWorker = new LinkedHashMap<>();
    jdbc.sql(
            """
            select o.worker_id, o.id, o.environment_id, e.name, o.tenant_id, o.kind, e.phase,
                   o.claimed_at
              from operations o join environments e on e.id = o.environment_id
             where o.state = 'running' order by o.claimed_at, o.id
            """)
        .query(
            row -> {
              byWorker
                  .computeIfAbsent(row.getString("worker_id"), id -> new java.util.ArrayList<>())
                  .add(
                      new QueueReport.RunningOperation(
                          row.getString("id"),
                          row.getString("environment_id"),
                          row.getString("name"),
                          row.getString("tenant_id"),
                          row.getString("kind"),
                          row.getString("phase"),
                          row.getTimestamp("claimed_at").toInstant()));
            });
    return byWorker;
  }

  private Map<String, Long> counts(String column) {
    Map<String, Long> counts = new LinkedHashMap<>();
    jdbc.sql(
            "select %s as name, count(*) as number from operations where %s group by 1 order by 2 desc, 1"
                .formatted(column, DUE))
        .query(
            row -> {
              counts.put(row.getString("name"), row.getLong("number"));
            });
    return counts;
  }

  private long number(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
