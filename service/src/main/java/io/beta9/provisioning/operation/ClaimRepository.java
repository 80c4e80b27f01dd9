package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads claims that are in force, and releases them to the queue. */
public final class ClaimRepository {
  private static final String STOPPED = "stopped";

  private final JdbcClient jdbc;

  public ClaimRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A claim in force.
   *
   * @param cancelRequested whether cancellation of the operation has been requested
   */
  public record HeldClaim(
      OperationId operation,
      EnvironmentId environment,
      TenantId tenant,
      long epoch,
      boolean cancelRequested) {}

  /**
   * A worker and the claims that it holds.
   *
   * @param renewals the number of its renewals so far
   */
  public record ClaimOwner(
      RegisteredWorker worker, String state, long renewals, List<HeldClaim> claims) {

    /** Returns whether the worker has reported that it stopped. */
    public boolean hasStopped() {
      return state.equals(STOPPED);
    }
  }

  /**
   * A worker as it is observed.
   *
   * @param renewals the number of its renewals so far
   */
  public record Heartbeat(String worker, String state, long renewals) {

    /** Returns whether the worker has reported that it stopped. */
    public boolean hasStopped() {
      return state.equals(STOPPED);
    }
  }

  /**
   * Returns the workers that are running or draining, and all others that hold claims. Every worker
   * reads all others every two seconds, so that the cost grows with the square of their number:
   * what is needed of few of them is left to {@link #unchangedOwners}.
   */
  public List<Heartbeat> heartbeats() {
    return jdbc.sql(
            """
            select id, state, renewals from workers
             where state in ('running', 'draining')
                or id in (select worker_id from operations where state = 'running')
            """)
        .query(
            (row, number) ->
                new Heartbeat(row.getString("id"), row.getString("state"), row.getLong("renewals")))
        .list();
  }

  /** Returns the workers that are running or draining, and all others that hold claims. */
  public List<ClaimOwner> owners() {
    return unchangedOwners(heartbeats());
  }

  /** Returns those of the workers that have not renewed since, with their claims. */
  public List<ClaimOwner> unchangedOwners(List<Heartbeat> observed) {
    Map<String, ClaimOwner> owners = new LinkedHashMap<>();
    jdbc.sql(
            """
            select w.*, o.id as operation_id, o.environment_id, o.tenant_id, o.epoch,
                   o.cancel_requested_at is not null as cancel_requested
              from unnest(:workers::text[], :renewals::bigint[]) as observed (id, renewals)
              join workers w on w.id = observed.id and w.renewals = observed.renewals
              left join operations o on o.worker_id = w.id and o.state = 'running'
             order by w.id, o.id
            """)
        .param("workers", observed.stream().map(Heartbeat::worker).toArray(String[]::new))
        .param("renewals", observed.stream().map(Heartbeat::renewals).toArray(Long[]::new))
        .query(
            row -> {
              ClaimOwner owner = owners.get(row.getString("id"));
              if (owner == null) {
                owner =
                    new ClaimOwner(
                        WorkerRepository.worker(row),
                        row.getString("state"),
                        row.getLong("renewals"),
                        new ArrayList<>());
                owners.put(owner.worker().id(), owner);
              }
              if (row.getString("operation_id") != null) {
                owner.claims().add(heldClaim(row));
              }
            });
    return List.copyOf(owners.values());
  }

  /** Returns the claims that the worker holds. */
  public List<HeldClaim> heldBy(String worker) {
    return jdbc.sql(
            """
            select id as operation_id, environment_id, tenant_id, epoch,
                   cancel_requested_at is not null as cancel_requested
              from operations where worker_id = :worker and state = 'running'
            """)
        .param("worker", worker)
        .query((row, number) -> heldClaim(row))
        .list();
  }

  /**
   * Locks the row of the worker until the transaction ends, if it has not changed since it was
   * observed, so that the worker cannot renew in the meantime.
   *
   * @return whether it has not changed
   */
  public boolean lockIfUnchanged(ClaimOwner observed) {
    return jdbc.sql(
            """
            select 1 from workers where id = :id and renewals = :renewals and state = :state
               for update
            """)
        .param("id", observed.worker().id())
        .param("renewals", observed.renewals())
        .param("state", observed.state())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /**
   * Returns a claimed operation to the queue. Does not count as an attempt, and ignores the circuit
   * of the region, because the environment may be partly created. If a child process of the claim
   * may be running, the operation is reserved for workers of the same place until the process must
   * have ended.
   *
   * @param reservation the duration of the reservation; null if no process can be running
   * @return whether the claim was in force until now
   */
  public boolean release(HeldClaim claim, RegisteredWorker worker, @Nullable Duration reservation) {
    int rows =
        jdbc.sql(
                """
                update operations o
                   set state = 'waiting', worker_id = null, not_before = now(), region_gate = '',
                       released_from = :worker,
                       reserved_place = case when running.any then :place end,
                       reserved_until = case when running.any
                         then now() + make_interval(secs => :reservation) end
                  from (select :mayBeRunning and exists (
                          select 1 from processes where operation_id = :id and ended_at is null
                             and host = :host and boot_id = :boot) as any) running
                 where o.id = :id and o.epoch = :epoch and o.worker_id = :worker
                   and o.state = 'running'
                """)
            .param("worker", worker.id())
            .param("place", worker.place())
            .param("reservation", reservation == null ? 0.0 : reservation.toMillis() / 1000.0)
            .param("mayBeRunning", reservation != null)
            .param("host", worker.host())
            .param("boot", worker.process().bootId())
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .update();
    if (rows == 1 && reservation == null) {
      jdbc.sql(
              """
              update processes set ended_at = now()
               where operation_id = :id and ended_at is null and host = :host
              """)
          .param("id", claim.operation().value())
          .param("host", worker.host())
          .update();
    }
    return rows == 1;
  }

  /**
   * Returns the worker from which the claimed operation was taken over, and clears that record and
   * the reservation; null on later calls. The caller holds the {@linkplain
   * OperationRepository#lockClaim lock} of the claim.
   */
  public @Nullable String acknowledgeTakeover(Claim claim) {
    return jdbc.sql(
            """
            update operations o
               set released_from = null, reserved_place = null, reserved_until = null
              from (select id, released_from from operations where id = :id) before
             where o.id = before.id and o.epoch = :epoch and before.released_from is not null
            returning before.released_from
            """)
        .param("id", claim.operation().value())
        .param("epoch", claim.epoch())
        .query(String.class)
        .optional()
        .orElse(null);
  }

  private static HeldClaim heldClaim(ResultSet row) throws SQLException {
    return new HeldClaim(
        new OperationId(row.getString("operation_id")),
        new EnvironmentId(row.getString("environment_id")),
        new TenantId(row.getString("tenant_id")),
        row.getLong("epoch"),
        row.getBoolean("cancel_requested"));
  }
}
