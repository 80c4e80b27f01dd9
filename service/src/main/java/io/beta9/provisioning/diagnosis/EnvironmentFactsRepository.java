package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.region.RegionQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database knows of one environment's work. */
public final class EnvironmentFactsRepository {
  private static final String RATE = "throttl|rate exceeded|requestlimitexceeded|slow ?down";

  private final JdbcClient jdbc;

  public EnvironmentFactsRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<EnvironmentFacts.CurrentOperation> operation(EnvironmentId id) {
    return jdbc.sql(
            """
            select o.id, o.kind, o.epoch, o.attempt, o.not_before, o.failure, o.worker_id,
                   o.cancel_requested_at is not null as cancel_requested,
                   (select count(*) from operations before
                     where before.state = 'waiting' and before.not_before <= now()
                       and before.region_gate not in
                           (select region from region_circuits where state <> 'closed')
                       and (before.created_at, before.id) < (o.created_at, o.id)) as ahead,
                   w.host, w.state as worker_state,
                   extract(epoch from now() - w.renewed_at) as silent,
                   p.kind as child_kind, p.host as child_host, p.pid, p.started_at
              from operations o
              left join workers w on w.id = o.worker_id
              left join lateral (
                select * from processes where operation_id = o.id and ended_at is null
                 order by started_at desc limit 1) p on true
             where o.environment_id = :id and o.state in ('waiting', 'running')
            """)
        .param("id", id.value())
        .query((row, number) -> read(id, row))
        .optional();
  }

  private EnvironmentFacts.CurrentOperation read(EnvironmentId id, ResultSet row)
      throws SQLException {
    String failure = row.getString("failure");
    return new EnvironmentFacts.CurrentOperation(
        row.getString("id"),
        row.getString("kind"),
        row.getLong("epoch"),
        row.getInt("attempt"),
        row.getTimestamp("not_before").toInstant(),
        row.getBoolean("cancel_requested"),
        row.getLong("ahead"),
        new RegionQueue(jdbc).circuitHolding(id).orElse(null),
        FailureJson.read(failure),
        row.getString("worker_id") == null
            ? null
            : new EnvironmentFacts.OwnerFact(
                row.getString("worker_id"),
                row.getString("host"),
                row.getString("worker_state"),
                Duration.ofSeconds(row.getLong("silent"))),
        row.getString("child_kind") == null
            ? null
            : new EnvironmentFacts.ProcessFact(
                row.getString("child_kind"),
                row.getString("child_host"),
                row.getLong("pid"),
                row.getTimestamp("started_at").toInstant()));
  }

  /**
   * Returns the latest delay that the worker has reported for each change of the operation.
   *
   * @return by {@code address action}
   */
  Map<String, Failure> delays(EnvironmentId id, String operation) {
    Map<String, Failure> delays = new HashMap<>();
    jdbc.sql(
            """
            select data -> 'failure' as failure from events
             where environment_id = :id and operation_id = :operation and kind = :kind
             order by seq desc limit 200
            """)
        .param("id", id.value())
        .param("operation", operation)
        .param("kind", EventKind.RESOURCE_DELAYED.code())
        .query(
            row -> {
              Failure delay = FailureJson.read(row.getString("failure"));
              if (delay != null) {
                delays.putIfAbsent(
                    delay.resource().map(ResourceAddress::value).orElse("")
                        + " "
                        + delay.parameter(FailureParameter.ACTION).orElse(""),
                    delay);
              }
            });
    return delays;
  }

  @Nullable Instant lastEvent(EnvironmentId id) {
    return last(id, "select max(at) as at from events where environment_id = :id");
  }

  @Nullable Instant lastLog(EnvironmentId id) {
    return last(id, "select max(at) as at from log_lines where environment_id = :id");
  }

  private @Nullable Instant last(EnvironmentId id, String sql) {
    return jdbc.sql(sql)
        .param("id", id.value())
        .query((row, number) -> Optional.ofNullable(row.getTimestamp("at")))
        .single()
        .map(Timestamp::toInstant)
        .orElse(null);
  }

  /** Returns the number of log lines of the last 15 minutes that report throttling. */
  long throttledCalls(EnvironmentId id) {
    return jdbc.sql(
            """
            select (select count(*) from log_lines
                     where environment_id = :id and at > now() - interval '15 minutes'
                       and text ~* :rate)
                 + (select count(*) from journal j join operations o on o.id = j.operation_id
                     where o.environment_id = :id and o.state = 'running'
                       and j.event ->> '@level' in ('warn', 'error')
                       and (j.event ->> '@timestamp')::timestamptz > now() - interval '15 minutes'
                       and j.event ->> '@message' ~* :rate)
            """)
        .param("id", id.value())
        .param("rate", RATE)
        .query(Long.class)
        .single();
  }

  long activeWorkers() {
    return jdbc.sql(
            """
            select count(*) from workers
             where state = 'running' and renewed_at > now() - interval '1 minute'
            """)
        .query(Long.class)
        .single();
  }

  /**
   * Returns the median duration for each of these resource types in all environments.
   *
   * @return by {@code type action}, for example {@code aws_db_instance create}
   */
  public Map<String, Duration> typicalDurations(Collection<String> types) {
    Map<String, Duration> durations = new HashMap<>();
    jdbc.sql(
            """
            select known.type, done.action,
                   percentile_cont(0.5) within group (order by done.seconds) as seconds
              from unnest(:types::text[]) known (type)
             cross join lateral (
               select event -> 'hook' ->> 'action' as action,
                      (event -> 'hook' ->> 'elapsed_seconds')::double precision as seconds
                 from journal
                where event ->> 'type' = 'apply_complete'
                  and event -> 'hook' -> 'resource' ->> 'resource_type' = known.type
                limit 500) done
             group by 1, 2
            """)
        .param("types", types.toArray(String[]::new))
        .query(
            row -> {
              durations.put(
                  row.getString("type") + " " + row.getString("action"),
                  Duration.ofMillis((long) (row.getDouble("seconds") * 1000)));
            });
    return durations;
  }
}
