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

/**
 * Claims in force, as their workers and all others see them, and how one goes from who can hold it
 * no longer back into the queue.
 */
public final class ClaimRepository {
  private final JdbcClient jdbc;

  public ClaimRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A claim in force.
   *
   * @param cancelRequested whether a person has asked for it to stop
   */
  public record Standing(
      OperationId operation,
      EnvironmentId environment,
      TenantId tenant,
      long epoch,
      boolean cancelRequested) {}

  /**
   * A worker that holds claims, at the moment of a look.
   *
   * @param renewals its signs of life so far
   */
  public record ClaimOwner(
      WorkerRepository.Identity worker, String state, long renewals, List<Standing> claims) {

    /** Whether it said itself that it is gone. */
    public boolean saidItStopped() {
      return state.equals("stopped");
    }
  }

  /** All workers that have not left, or that still hold claims, and what they hold. */
  public List<ClaimOwner> owners() {
    Map<String, ClaimOwner> owners = new LinkedHashMap<>();
    jdbc.sql(
            """
            select w.*, o.id as operation_id, o.environment_id, o.tenant_id, o.epoch,
                   o.cancel_requested_at is not null as cancel_requested
              from workers w left join operations o on o.worker_id = w.id and o.state = 'running'
             where w.state in ('running', 'draining') or o.id is not null
             order by w.id, o.id
            """)
        .query(
            row -> {
              ClaimOwner owner = owners.get(row.getString("id"));
              if (owner == null) {
                owner =
                    new ClaimOwner(
                        WorkerRepository.identity(row),
                        row.getString("state"),
                        row.getLong("renewals"),
                        new ArrayList<>());
                owners.put(owner.worker().id(), owner);
              }
              if (row.getString("operation_id") != null) {
                owner.claims().add(standing(row));
              }
            });
    return List.copyOf(owners.values());
  }

  /** What the worker holds. */
  public List<Standing> heldBy(String worker) {
    return jdbc.sql(
            """
            select id as operation_id, environment_id, tenant_id, epoch,
                   cancel_requested_at is not null as cancel_requested
              from operations where worker_id = :worker and state = 'running'
            """)
        .param("worker", worker)
        .query((row, number) -> standing(row))
        .list();
  }

  /**
   * Holds the worker's row until the transaction ends, if it is as it was seen: it can give no sign
   * of life meanwhile.
   *
   * @return whether it has given none since
   */
  public boolean holdSilent(ClaimOwner seen) {
    return jdbc.sql(
            """
            select 1 from workers where id = :id and renewals = :renewals and state = :state
               for update
            """)
        .param("id", seen.worker().id())
        .param("renewals", seen.renewals())
        .param("state", seen.state())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /**
   * Puts a claimed operation back into the queue; counts as no try, and goes on also where its
   * region is not fed with new work: it may be half made. Where a child process of the claim may
   * live on, the operation is kept for workers of its place until the time is over by which it must
   * have ended.
   *
   * @param keptFor how long it is kept, or null where nothing can live on
   * @return whether the claim was in force until now
   */
  public boolean release(
      Standing claim, WorkerRepository.Identity worker, @Nullable Duration keptFor) {
    int rows =
        jdbc.sql(
                """
                update operations o
                   set state = 'waiting', worker_id = null, not_before = now(), gate = '',
                       released_from = :worker,
                       reserved_place = case when alive.any then :place end,
                       reserved_until = case when alive.any
                         then now() + make_interval(secs => :keptFor) end
                  from (select :mayLive and exists (
                          select 1 from processes where operation_id = :id and ended_at is null
                             and host = :host and boot_id = :boot) as any) alive
                 where o.id = :id and o.epoch = :epoch and o.worker_id = :worker
                   and o.state = 'running'
                """)
            .param("worker", worker.id())
            .param("place", worker.place())
            .param("keptFor", keptFor == null ? 0.0 : keptFor.toMillis() / 1000.0)
            .param("mayLive", keptFor != null)
            .param("host", worker.host())
            .param("boot", worker.bootId())
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .update();
    if (rows == 1 && keptFor == null) {
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
   * From whom the claimed operation was taken, told once; the caller {@linkplain
   * OperationRepository#hold holds} the claim.
   */
  public @Nullable String takenFrom(Claim claim) {
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

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        new OperationId(row.getString("operation_id")),
        new EnvironmentId(row.getString("environment_id")),
        new TenantId(row.getString("tenant_id")),
        row.getLong("epoch"),
        row.getBoolean("cancel_requested"));
  }
}
