package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The queue itself. Every change is a compare-and-set on state and epoch; of two who race for an
 * operation one gets a row and the other none.
 */
public final class OperationRepository {
  private static final String CLAIM_COLUMNS =
      "id, environment_id, tenant_id, kind, worker_id, epoch, attempt";

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public OperationRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * Puts an operation into the queue.
   *
   * @throws EnvironmentBusyException where the environment has an active one
   */
  public void insert(Operation operation) {
    insert(operation, null);
  }

  /**
   * Puts an operation into the queue.
   *
   * @param before what the environment was before, so that it can be that again if the operation is
   *     cancelled before it has begun; null where it was nothing
   * @throws EnvironmentBusyException where the environment has an active one
   */
  public void insert(Operation operation, @Nullable EnvironmentStatus before) {
    try {
      jdbc.sql(
              """
              insert into operations
                (id, environment_id, tenant_id, kind, requested_by, status_before, gate)
              values (:id, :environment, :tenant, :kind, :by, :before,
                case when :kind in ('provision', 'update') then
                  (select region from environments where id = :environment) else '' end)
              """)
          .param("id", operation.id().value())
          .param("environment", operation.environment().value())
          .param("tenant", operation.tenant().value())
          .param("kind", operation.kind().code())
          .param("by", operation.requestedBy())
          .param("before", before == null ? null : before.code())
          .update();
    } catch (DuplicateKeyException e) {
      throw new EnvironmentBusyException(operation.environment(), e);
    }
  }

  /**
   * Claims the operation whose turn it is: of the tenants with the fewest operations at work, the
   * oldest. Skips what others are claiming at this moment, and what is kept for workers of another
   * place because its Terraform may live on there. Looks at one row a tenant, however many wait.
   */
  public Optional<Claim> claimNext(String worker) {
    return jdbc.sql(
            NextOperationQuery.SQL
                + """
                update operations
                   set state = 'running', epoch = epoch + 1, worker_id = :worker, claimed_at = now(),
                       first_claimed_at = coalesce(first_claimed_at, now())
                 where id = (select id from turn) and state = 'waiting'
                   and not exists (select 1 from workers where id = :worker and state = 'draining')
                returning
                """
                + CLAIM_COLUMNS)
        .param("worker", worker)
        .query(OperationRepository::claim)
        .optional();
  }

  /** Whether an operation of the environment waits or is being carried out. */
  public boolean hasActive(EnvironmentId environment) {
    return jdbc.sql(
            """
            select exists (select 1 from operations
             where environment_id = :environment and state in ('waiting', 'running'))
            """)
        .param("environment", environment.value())
        .query(Boolean.class)
        .single();
  }

  /**
   * Holds the claim's row until the transaction ends: whatever the transaction writes is written
   * under the claim, or not at all.
   *
   * @throws ClaimLostException where the claim is no longer in force
   */
  public void hold(Claim claim) {
    if (jdbc.sql(
            """
            select 1 from operations
             where id = :id and epoch = :epoch and worker_id = :worker and state = 'running'
               for update
            """)
        .param("id", claim.operation().value())
        .param("epoch", claim.epoch())
        .param("worker", claim.worker())
        .query(Integer.class)
        .optional()
        .isEmpty()) {
      throw new ClaimLostException(claim);
    }
  }

  /** Ends the operation with success. The caller {@linkplain #hold holds} the claim. */
  public void succeed(Claim claim) {
    end(claim, "succeeded", null);
  }

  /** Ends the operation because a person asked for it. The caller {@linkplain #hold holds} it. */
  public void cancel(Claim claim, Failure failure) {
    end(claim, "cancelled", failure);
  }

  /** Ends the operation without success. The caller {@linkplain #hold holds} the claim. */
  public void fail(Claim claim, Failure failure) {
    end(claim, "failed", failure);
  }

  private void end(Claim claim, String state, @Nullable Failure failure) {
    one(
        claim,
        jdbc.sql(
                """
                update operations
                   set state = :state, worker_id = null, failure = :failure::jsonb, finished_at = now()
                 where id = :id and epoch = :epoch and worker_id = :worker and state = 'running'
                """)
            .param("state", state)
            .param("failure", FailureJson.write(failure))
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .param("worker", claim.worker())
            .update());
  }

  /**
   * Puts the operation back into the queue for another try after a pause. The caller {@linkplain
   * #hold holds} the claim.
   */
  public void postpone(Claim claim, Failure failure, Duration pause) {
    postpone(claim, failure, pause, Duration.ZERO);
  }

  /**
   * The same, where a child process of the claim lives on: only workers of the same place may have
   * the operation until that must have ended.
   *
   * @param keptFor how long after the pause it is kept for them
   */
  public void postpone(Claim claim, Failure failure, Duration pause, Duration keptFor) {
    one(
        claim,
        jdbc.sql(
                """
                update operations
                   set state = 'waiting', worker_id = null, attempt = attempt + 1,
                       failure = :failure::jsonb,
                       not_before = now() + make_interval(secs => :pause),
                       released_from = case when :kept > 0 then worker_id end,
                       reserved_place = case when :kept > 0 then
                         (select place from workers where id = worker_id) end,
                       reserved_until = case when :kept > 0 then
                         now() + make_interval(secs => :pause + :kept) end,
                       gate = case when :kept > 0 then ''
                         when kind in ('provision', 'update') then
                         (select region from environments where id = environment_id) else '' end
                 where id = :id and epoch = :epoch and worker_id = :worker and state = 'running'
                """)
            .param("failure", FailureJson.write(failure))
            .param("pause", pause.toMillis() / 1000.0)
            .param("kept", keptFor.toMillis() / 1000.0)
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .param("worker", claim.worker())
            .update());
  }

  /**
   * Takes a waiting operation of the environment out of the queue, unless a Terraform of it may
   * still run.
   *
   * @return whether there was one that nobody had claimed
   */
  public boolean cancelWaiting(EnvironmentId environment) {
    return jdbc.sql(
                """
                update operations set state = 'cancelled', finished_at = now()
                 where environment_id = :environment and state = 'waiting'
                   and (reserved_place is null or reserved_until <= now())
                """)
            .param("environment", environment.value())
            .update()
        == 1;
  }

  /** For how long the operation has been tried, pauses included, by the database's clock. */
  public Duration triedFor(Claim claim) {
    return Duration.ofMillis(
        jdbc.sql(
                """
                select coalesce((extract(epoch from now() - first_claimed_at) * 1000)::bigint, 0)
                  from operations where id = :id
                """)
            .param("id", claim.operation().value())
            .query(Long.class)
            .single());
  }

  /** What the newest operation of the environment was to do. */
  public Optional<OperationKind> newestKind(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select kind from operations where tenant_id = :tenant and environment_id = :environment
             order by created_at desc limit 1
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(String.class)
        .optional()
        .map(OperationKind::of);
  }

  /** Ids of what waits and may be claimed now, oldest first: what Redis should hold. */
  public List<OperationId> due(int limit) {
    return jdbc.sql(
            """
            select id from operations where state = 'waiting' and not_before <= now()
               and gate not in (select region from region_circuits where state <> 'closed')
             order by created_at, id limit :limit
            """)
        .param("limit", limit)
        .query((row, number) -> new OperationId(row.getString("id")))
        .list();
  }

  /** When the next operation that waits for its time becomes due, if any does. */
  public Optional<Instant> nextDue() {
    return jdbc.sql(
            "select min(not_before) as at from operations where state = 'waiting' and not_before >"
                + " now()")
        .query(
            (row, number) -> Optional.ofNullable(row.getTimestamp("at")).map(Timestamp::toInstant))
        .single();
  }

  /** The names of the steps that are done. */
  public Set<String> stepsDone(Claim claim) {
    return new HashSet<>(
        jdbc.sql(
                """
                select step from operation_steps
                 where operation_id = :id and completed_at is not null
                """)
            .param("id", claim.operation().value())
            .query(String.class)
            .list());
  }

  /** Notes that a step begins. The caller {@linkplain #hold holds} the claim. */
  public void stepStarted(Claim claim, String step) {
    jdbc.sql(
            """
            insert into operation_steps (operation_id, step, epoch, started_at)
            values (:id, :step, :epoch, now())
            on conflict (operation_id, step)
              do update set epoch = excluded.epoch, started_at = now(), completed_at = null
            """)
        .param("id", claim.operation().value())
        .param("step", step)
        .param("epoch", claim.epoch())
        .update();
  }

  /** Counts attempts from the first again. The caller {@linkplain #hold holds} the claim. */
  public void progressed(Claim claim) {
    jdbc.sql("update operations set attempt = 1 where id = :id")
        .param("id", claim.operation().value())
        .update();
  }

  /** Notes that a step is done. The caller {@linkplain #hold holds} the claim. */
  public void stepDone(Claim claim, String step) {
    one(
        claim,
        jdbc.sql(
                """
                update operation_steps set completed_at = now()
                 where operation_id = :id and step = :step and epoch = :epoch
                """)
            .param("id", claim.operation().value())
            .param("step", step)
            .param("epoch", claim.epoch())
            .update());
  }

  private static void one(Claim claim, int rows) {
    if (rows != 1) {
      throw new ClaimLostException(claim);
    }
  }

  private static Claim claim(ResultSet row, int number) throws SQLException {
    return new Claim(
        new OperationId(row.getString("id")),
        new EnvironmentId(row.getString("environment_id")),
        new TenantId(row.getString("tenant_id")),
        OperationKind.of(row.getString("kind")),
        row.getString("worker_id"),
        row.getLong("epoch"),
        row.getInt("attempt"));
  }
}
