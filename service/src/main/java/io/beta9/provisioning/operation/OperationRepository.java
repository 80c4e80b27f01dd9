package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The queue of operations. Every change is a compare-and-set on state and epoch: if two workers
 * compete for an operation, exactly one of them changes the row.
 */
public final class OperationRepository {
  private static final String CLAIM_COLUMNS =
      "id, environment_id, tenant_id, " + OperationKind.SQL + " as kind, worker_id, epoch, attempt";

  private static final int CLAIM_ATTEMPTS = 3;

  private final JdbcClient jdbc;
  private final @Nullable Integer runningLimit;

  /** Creates a repository that limits the running operations of those tenants with a limit. */
  public OperationRepository(JdbcClient jdbc) {
    this(jdbc, null);
  }

  /**
   * @param runningLimit maximum number of running operations of a tenant without a limit of its
   *     own; null if there is none
   */
  public OperationRepository(JdbcClient jdbc, @Nullable Integer runningLimit) {
    this.jdbc = jdbc;
    this.runningLimit = runningLimit;
  }

  /**
   * Adds an operation to the queue.
   *
   * @throws EnvironmentBusyException if the environment has an active operation
   */
  public void insert(Operation operation) {
    insert(operation, null);
  }

  /**
   * Adds an operation to the queue.
   *
   * @param before the previous status of the environment, which is restored if the operation is
   *     cancelled before it starts; null for a new environment
   * @throws EnvironmentBusyException if the environment has an active operation
   */
  public void insert(Operation operation, @Nullable EnvironmentStatus before) {
    try {
      jdbc.sql(
              """
              insert into operations
                (id, environment_id, tenant_id, kind, requested_by, status_before, region_gate)
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
   * Claims the next operation: the oldest one of the tenant with the fewest running operations in
   * proportion to its weight. Skips operations that other workers are claiming, those reserved for
   * another place because their Terraform process may be running there, and tenants that have
   * reached their limit of running operations.
   */
  public Optional<Claim> claimNext(String worker) {
    for (int i = 0; i < CLAIM_ATTEMPTS; i++) {
      ClaimAttempt attempt = attemptClaim(worker);
      if (attempt.claim() != null || !attempt.isRepeatable()) {
        return Optional.ofNullable(attempt.claim());
      }
    }
    return Optional.empty();
  }

  /**
   * @param isRepeatable whether an operation was selected and not claimed: claims of the same
   *     tenant by other workers have reached its limit since the statement began
   */
  private record ClaimAttempt(@Nullable Claim claim, boolean isRepeatable) {}

  /**
   * The row of a tenant with a limit is locked before its running operations are counted again, so
   * that claims at the same time do not exceed it. That of other tenants is only read.
   */
  private ClaimAttempt attemptClaim(String worker) {
    return jdbc.sql(
            NextOperationQuery.SQL
                + """
                , selected as (
                  select next_operation.id, tenants.id as tenant_id,
                         coalesce(max_running_operations, cast(:limit as integer)) as running_limit
                    from next_operation join tenants on tenants.id = next_operation.tenant_id),
                claimed as (
                  update operations
                     set state = 'running', epoch = epoch + 1, worker_id = :worker,
                         claimed_at = now(),
                         first_claimed_at = coalesce(first_claimed_at, now())
                   where id = (select id from selected) and state = 'waiting'
                     and not exists (
                       select 1 from workers where id = :worker and state = 'draining')
                     and ((select running_limit from selected) is null
                          or running_operations((
                               select id from tenants where id = operations.tenant_id
                                  for no key update)) < (select running_limit from selected))
                  returning
                """
                + CLAIM_COLUMNS
                + """
                )
                select claimed.*, selected.id is not null as is_selected
                  from (select 1) one left join selected on true left join claimed on true
                """)
        .param("worker", worker)
        .param("limit", runningLimit)
        .query(
            (row, number) ->
                new ClaimAttempt(
                    row.getString("id") == null ? null : claim(row, number),
                    row.getBoolean("is_selected")))
        .single();
  }

  /** Returns whether an operation of the environment is waiting or running. */
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
   * Locks the row of the claim until the transaction ends, so that everything that the transaction
   * writes is written while the claim is in force, or not at all.
   *
   * @throws ClaimLostException if the claim is no longer in force
   */
  public void lockClaim(Claim claim) {
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

  /** Ends the operation successfully. The caller holds the {@linkplain #lockClaim lock}. */
  public void succeed(Claim claim) {
    end(claim, OperationState.SUCCEEDED, null);
  }

  /** Ends a cancelled operation. The caller holds the {@linkplain #lockClaim lock}. */
  public void cancel(Claim claim, Failure failure) {
    end(claim, OperationState.CANCELLED, failure);
  }

  /** Ends a failed operation. The caller holds the {@linkplain #lockClaim lock}. */
  public void fail(Claim claim, Failure failure) {
    end(claim, OperationState.FAILED, failure);
  }

  private void end(Claim claim, OperationState state, @Nullable Failure failure) {
    requireOneRow(
        claim,
        jdbc.sql(
                """
                update operations
                   set state = :state, worker_id = null, failure = :failure::jsonb, finished_at = now()
                 where id = :id and epoch = :epoch and worker_id = :worker and state = 'running'
                """)
            .param("state", state.code())
            .param("failure", FailureJson.write(failure))
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .param("worker", claim.worker())
            .update());
  }

  /**
   * Returns the operation to the queue for another attempt after a pause. The caller holds the
   * {@linkplain #lockClaim lock}.
   */
  public void postpone(Claim claim, Failure failure, Duration pause) {
    postpone(claim, failure, pause, Duration.ZERO);
  }

  /**
   * Returns the operation to the queue while a child process of the claim is running: only workers
   * of the same place can claim it until the process must have ended.
   *
   * @param reservation the duration of the reservation after the pause; zero for none
   */
  public void postpone(Claim claim, Failure failure, Duration pause, Duration reservation) {
    requireOneRow(
        claim,
        jdbc.sql(
                """
                update operations
                   set state = 'waiting', worker_id = null, attempt = attempt + 1,
                       failure = :failure::jsonb,
                       not_before = now() + make_interval(secs => :pause),
                       released_from = case when :reservation > 0 then worker_id end,
                       reserved_place = case when :reservation > 0 then
                         (select place from workers where id = worker_id) end,
                       reserved_until = case when :reservation > 0 then
                         now() + make_interval(secs => :pause + :reservation) end,
                       region_gate = case when :reservation > 0 then ''
                         when kind in ('provision', 'update') then
                         (select region from environments where id = environment_id) else '' end
                 where id = :id and epoch = :epoch and worker_id = :worker and state = 'running'
                """)
            .param("failure", FailureJson.write(failure))
            .param("pause", pause.toMillis() / 1000.0)
            .param("reservation", reservation.toMillis() / 1000.0)
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .param("worker", claim.worker())
            .update());
  }

  /**
   * Cancels the waiting operation of the environment, unless a Terraform process of it may be
   * running.
   *
   * @return whether there was one
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

  /** Returns the time since the first claim, including pauses, by the database's clock. */
  public Duration timeSinceFirstClaim(Claim claim) {
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

  /** Returns the time since the operation was requested, by the database's clock. */
  public Duration timeSinceRequested(Claim claim) {
    return Duration.ofMillis(
        jdbc.sql(
                """
                select (extract(epoch from now() - created_at) * 1000)::bigint
                  from operations where id = :id
                """)
            .param("id", claim.operation().value())
            .query(Long.class)
            .single());
  }

  /** Returns the latest operation of the environment, whatever its state. */
  public Optional<OperationId> latest(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select id from operations where tenant_id = :tenant and environment_id = :environment
             order by created_at desc, id desc limit 1
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(String.class)
        .optional()
        .map(OperationId::new);
  }

  /** Returns the kind of the latest operation of the environment that was not only a plan. */
  public Optional<OperationKind> latestKind(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select kind from operations where tenant_id = :tenant and environment_id = :environment
               and planned_model is null
             order by created_at desc limit 1
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(String.class)
        .optional()
        .map(OperationKind::fromCode);
  }

  /**
   * Returns the operations that can be claimed now, oldest first: the content of the Redis list.
   */
  public List<OperationId> due(int limit) {
    return jdbc.sql(
            """
            select id from operations where state = 'waiting' and not_before <= now()
               and region_gate not in (select region from region_circuits where state <> 'closed')
             order by created_at, id limit :limit
            """)
        .param("limit", limit)
        .query((row, number) -> new OperationId(row.getString("id")))
        .list();
  }

  /** Returns the codes of the completed steps. */
  public Set<String> completedSteps(Claim claim) {
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

  /** Records the start of a step. The caller holds the {@linkplain #lockClaim lock}. */
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

  /** Restarts the count of attempts. The caller holds the {@linkplain #lockClaim lock}. */
  public void resetAttempts(Claim claim) {
    jdbc.sql("update operations set attempt = 1 where id = :id")
        .param("id", claim.operation().value())
        .update();
  }

  /** Records the completion of a step. The caller holds the {@linkplain #lockClaim lock}. */
  public void stepCompleted(Claim claim, String step) {
    requireOneRow(
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

  /** Returns whether an apply of the environment has ever started. */
  public boolean hasBeenApplied(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select exists (
              select 1 from operations o join operation_steps s on s.operation_id = o.id
               where o.tenant_id = :tenant and o.environment_id = :environment and s.step = :apply)
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("apply", StepName.APPLY.code())
        .query(Boolean.class)
        .single();
  }

  /**
   * Returns what to restore if the plan of the operation is rejected; empty if its apply has
   * started, or if the environment was not ready before.
   */
  public Optional<Restorable> restorable(Claim claim) {
    return jdbc.sql(
            """
            select restorable -> 'meta_config' as meta_config,
                   restorable -> 'infra_model' as infra_model
              from operations o
             where id = :id and restorable is not null
               and not exists (
                 select 1 from operation_steps s where s.operation_id = o.id and s.step = :apply)
            """)
        .param("id", claim.operation().value())
        .param("apply", StepName.APPLY.code())
        .query(
            (row, number) ->
                new Restorable(
                    new StoredJson(row.getString("meta_config")),
                    new StoredJson(row.getString("infra_model"))))
        .optional();
  }

  /** Returns the model that the operation only plans; empty if it is not a plan. */
  public Optional<StoredJson> plannedModel(Claim claim) {
    return json(claim, "planned_model");
  }

  /** Returns, as JSON, the planned changes that the user has confirmed; empty if none were. */
  public Optional<StoredJson> confirmedChanges(Claim claim) {
    return json(claim, "confirmed_changes");
  }

  private Optional<StoredJson> json(Claim claim, String column) {
    return jdbc.sql(
            "select " + column + " from operations where id = :id and " + column + " is not null")
        .param("id", claim.operation().value())
        .query(String.class)
        .optional()
        .map(StoredJson::new);
  }

  /** Records, as JSON, what an operation has planned to change. */
  public void recordPlan(Claim claim, String impacts) {
    jdbc.sql("update operations set planned_changes = :impacts::jsonb where id = :id")
        .param("impacts", impacts)
        .param("id", claim.operation().value())
        .update();
  }

  private static void requireOneRow(Claim claim, int rows) {
    if (rows != 1) {
      throw new ClaimLostException(claim);
    }
  }

  private static Claim claim(ResultSet row, int number) throws SQLException {
    return new Claim(
        new OperationId(row.getString("id")),
        new EnvironmentId(row.getString("environment_id")),
        new TenantId(row.getString("tenant_id")),
        OperationKind.fromCode(row.getString("kind")),
        row.getString("worker_id"),
        row.getLong("epoch"),
        row.getInt("attempt"));
  }
}
