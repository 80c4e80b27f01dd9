package io.beta9.provisioning.app.job;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds environments whose private Kubernetes API was opened and is not known to be closed. */
final class OpenEndpointRepository {
  /**
   * Conditions of an environment {@code e}: its latest record about the endpoint is not that it was
   * closed, nothing has been recorded for the pause, and no operation uses it. An operation does
   * while its worker renews the lease, and is about to if its next attempt is due soon.
   */
  private static final String LEFT_OPEN =
      """
      e.status <> 'destroyed'
         and (select v.kind from events v
               where v.environment_id = e.id
                 and v.kind in ('endpoint-opened', 'endpoint-closed', 'endpoint-left-open')
               order by v.seq desc limit 1) <> 'endpoint-closed'
         and (select max(v.at) from events v where v.environment_id = e.id)
               <= now() - make_interval(secs => :pause)
         and not exists (
           select from operations o left join workers w on w.id = o.worker_id
            where o.environment_id = e.id
              and (o.state = 'running'
                     and w.renewed_at > now() - make_interval(secs => :takeover)
                   or o.state = 'waiting'
                     and o.not_before between now() and now() + make_interval(secs => :pause)))
      """;

  private final JdbcClient jdbc;
  private final double pauseSeconds;
  private final double takeoverSeconds;

  /**
   * @param pause how long nothing has happened in the environment
   * @param takeover after which time without a renewal the owner of an operation counts as dead
   */
  OpenEndpointRepository(JdbcClient jdbc, Duration pause, Duration takeover) {
    this.jdbc = jdbc;
    this.pauseSeconds = pause.toSeconds();
    this.takeoverSeconds = takeover.toSeconds();
  }

  /** An environment whose endpoint may be open. */
  record EndpointCandidate(TenantId tenant, EnvironmentId environment) {}

  /** The environments whose endpoint was opened, by an index that contains few events. */
  static final String CANDIDATES =
      """
      with latest as materialized (
        select distinct on (environment_id) environment_id, kind from events
         where kind in ('endpoint-opened', 'endpoint-closed', 'endpoint-left-open')
         order by environment_id, seq desc)
      select e.tenant_id, e.id from latest join environments e on e.id = latest.environment_id
       where latest.kind <> 'endpoint-closed' and\
      """
          + " "
          + LEFT_OPEN
          + " order by (select max(at) from events where environment_id = e.id) limit :limit";

  /** Returns the candidates, those that have waited longest first. */
  List<EndpointCandidate> candidates(int limit) {
    return jdbc.sql(CANDIDATES)
        .param("pause", pauseSeconds)
        .param("takeover", takeoverSeconds)
        .param("limit", limit)
        .query(
            (row, number) ->
                new EndpointCandidate(
                    new TenantId(row.getString("tenant_id")),
                    new EnvironmentId(row.getString("id"))))
        .list();
  }

  /**
   * Returns whether the environment is still a candidate, and keeps its waiting operation from
   * being claimed until the transaction ends. The caller has locked the environment.
   *
   * <p>Does not wait for a worker that is just claiming or recording: it locks the operation first
   * and the environment then, and is using the operation.
   */
  boolean isStillOpen(EndpointCandidate candidate) {
    int locked =
        jdbc.sql(
                """
                select id from operations
                 where environment_id = :id and tenant_id = :tenant
                   and state in ('waiting', 'running')
                   for update skip locked
                """)
            .param("id", candidate.environment().value())
            .param("tenant", candidate.tenant().value())
            .query(String.class)
            .list()
            .size();
    // Read afterwards, so that a claim that preceded the lock is seen.
    return locked == active(candidate)
        && jdbc.sql(
                    "select count(*) from environments e where e.id = :id and e.tenant_id = :tenant"
                        + " and "
                        + LEFT_OPEN)
                .param("id", candidate.environment().value())
                .param("tenant", candidate.tenant().value())
                .param("pause", pauseSeconds)
                .param("takeover", takeoverSeconds)
                .query(Integer.class)
                .single()
            == 1;
  }

  private int active(EndpointCandidate candidate) {
    return jdbc.sql(
            """
            select count(*) from operations
             where environment_id = :id and tenant_id = :tenant and state in ('waiting', 'running')
            """)
        .param("id", candidate.environment().value())
        .param("tenant", candidate.tenant().value())
        .query(Integer.class)
        .single();
  }

  /** Returns whether no operation and no process exists that could open it again by itself. */
  boolean isIdle(EndpointCandidate candidate) {
    return active(candidate) == 0
        && jdbc.sql(
                    """
                    select count(*) from processes
                      join operations on operations.id = processes.operation_id
                     where operations.environment_id = :id and operations.tenant_id = :tenant
                       and processes.ended_at is null
                    """)
                .param("id", candidate.environment().value())
                .param("tenant", candidate.tenant().value())
                .query(Integer.class)
                .single()
            == 0;
  }

  /** Returns whether the latest record about the endpoint is that it could not be closed. */
  boolean isReported(EndpointCandidate candidate, String reason) {
    return jdbc.sql(
                """
                select count(*) from (
                  select kind, data from events
                   where environment_id = :id and tenant_id = :tenant
                     and kind in ('endpoint-opened', 'endpoint-closed', 'endpoint-left-open')
                   order by seq desc limit 1) latest
                 where kind = 'endpoint-left-open' and data ->> 'reason' = :reason
                """)
            .param("id", candidate.environment().value())
            .param("tenant", candidate.tenant().value())
            .param("reason", reason)
            .query(Integer.class)
            .single()
        == 1;
  }
}
