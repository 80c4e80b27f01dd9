package io.beta9.provisioning.metrics;

import io.beta9.provisioning.account.AccountState;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.metrics.FleetSnapshot.QueueSnapshot;
import io.beta9.provisioning.metrics.FleetSnapshot.WorkerSnapshot;
import io.beta9.provisioning.operation.OperationKind;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a {@link FleetSnapshot}. Ages of statuses are relative to the clock of this process. */
public final class FleetSnapshotQuery {
  /** Six renewals: a worker that missed them is dead or cannot reach the database. */
  public static final Duration SILENT_AFTER = Duration.ofSeconds(30);

  private static final double MILLIS_PER_SECOND = 1000;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Duration stuckAfter;

  /**
   * @param stuckAfter how long an environment may stay in a working status
   */
  public FleetSnapshotQuery(JdbcClient jdbc, Clock clock, Duration stuckAfter) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.stuckAfter = stuckAfter;
  }

  /**
   * Reads the current snapshot.
   *
   * @throws org.springframework.dao.DataAccessException if the database is unavailable
   */
  public FleetSnapshot read() {
    Instant now = clock.instant();
    Map<EnvironmentStatus, Long> environments = new EnumMap<>(EnvironmentStatus.class);
    Map<EnvironmentStatus, Double> ages = new EnumMap<>(EnvironmentStatus.class);
    long[] stuck = {0};
    jdbc.sql(
            """
            select status, count(*) as number, min(status_since) as oldest,
                   count(*) filter (where status_since < :before) as stuck
              from environments group by status
            """)
        .param("before", Timestamp.from(now.minus(stuckAfter)))
        .query(
            row -> {
              Optional<EnvironmentStatus> known = EnvironmentStatus.parse(row.getString("status"));
              if (known.isEmpty()) {
                return; // Written by a newer version.
              }
              EnvironmentStatus status = known.get();
              environments.put(status, row.getLong("number"));
              if (status.isInProgress()) {
                Instant oldest = row.getTimestamp("oldest").toInstant();
                long age = Math.max(0, Duration.between(oldest, now).toMillis());
                ages.put(status, age / MILLIS_PER_SECOND);
                stuck[0] += row.getLong("stuck");
              }
            });
    return new FleetSnapshot(
        environments,
        ages,
        stuck[0],
        queue(),
        workers(),
        openRegions(),
        failedLastHour(),
        accounts());
  }

  private QueueSnapshot queue() {
    return jdbc.sql(
            """
            with active as (
              select state, not_before, created_at,
                     region_gate in (select region from region_circuits where state <> 'closed') as held
                from operations where state in ('waiting', 'running'))
            select count(*) filter (where state = 'running') as running,
                   count(*) filter (where state = 'waiting' and held) as held,
                   count(*) filter (where state = 'waiting' and not held and not_before > now())
                     as delayed,
                   count(*) filter (where state = 'waiting' and not held and not_before <= now())
                     as due,
                   coalesce(extract(epoch from now() - min(greatest(created_at, not_before)) filter
                     (where state = 'waiting' and not held and not_before <= now())), 0) as oldest
              from active
            """)
        .query(
            (row, number) ->
                new QueueSnapshot(
                    row.getLong("due"),
                    row.getLong("delayed"),
                    row.getLong("held"),
                    row.getLong("running"),
                    row.getDouble("oldest")))
        .single();
  }

  private WorkerSnapshot workers() {
    return jdbc.sql(
            """
            with recent as (
              select state, concurrency, renewed_at <= now() - make_interval(secs => :silent) as silent
                from workers
               where state in ('running', 'draining') and renewed_at > now() - interval '1 hour')
            select count(*) filter (where state = 'running' and not silent) as running,
                   count(*) filter (where state = 'draining' and not silent) as draining,
                   count(*) filter (where silent) as silent,
                   coalesce(sum(concurrency) filter (where state = 'running' and not silent), 0)
                     as slots
              from recent
            """)
        .param("silent", SILENT_AFTER.toSeconds())
        .query(
            (row, number) ->
                new WorkerSnapshot(
                    row.getLong("running"),
                    row.getLong("draining"),
                    row.getLong("silent"),
                    row.getLong("slots")))
        .single();
  }

  private Map<String, Long> openRegions() {
    Map<String, Long> held = new HashMap<>();
    jdbc.sql(
            """
            select c.region, count(o.id) as held
              from region_circuits c
              left join operations o on o.state = 'waiting' and o.region_gate = c.region
             where c.state <> 'closed' group by c.region
            """)
        .query(
            row -> {
              held.put(row.getString("region"), row.getLong("held"));
            });
    return held;
  }

  private Map<OperationKind, Long> failedLastHour() {
    Map<OperationKind, Long> failed = new EnumMap<>(OperationKind.class);
    for (OperationKind kind : OperationKind.values()) {
      failed.put(
          kind,
          jdbc.sql(
                  """
                  select count(*) from operations
                   where finished_at > now() - interval '1 hour' and state = 'failed' and :kind =
                  """
                      + OperationKind.SQL)
              .param("kind", kind.code())
              .query(Long.class)
              .single());
    }
    return failed;
  }

  private Map<AccountState, Long> accounts() {
    Map<AccountState, Long> accounts = new EnumMap<>(AccountState.class);
    jdbc.sql("select state, count(*) as number from accounts group by state")
        .query(
            row -> {
              Optional<AccountState> state = AccountState.parse(row.getString("state"));
              if (state.isPresent()) { // Otherwise it was written by a newer version.
                accounts.put(state.get(), row.getLong("number"));
              }
            });
    return accounts;
  }
}
