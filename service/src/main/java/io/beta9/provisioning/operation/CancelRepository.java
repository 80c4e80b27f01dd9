package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Cancels operations. */
public final class CancelRepository {
  private final JdbcClient jdbc;

  public CancelRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The active operation of an environment.
   *
   * @param canEndImmediately whether it is not being executed and no process of it can be running
   * @param started whether it has ever been claimed
   * @param forced whether it is a forced destroy
   * @param previousStatus the status of the environment when it was requested, if known
   * @param before the meta-config and the model that an update of a ready environment replaced;
   *     null for other operations
   * @param cancelRequested whether cancellation has been requested already
   */
  public record ActiveOperation(
      OperationId id,
      OperationKind kind,
      boolean canEndImmediately,
      boolean started,
      boolean forced,
      @Nullable EnvironmentStatus previousStatus,
      @Nullable Restorable before,
      boolean cancelRequested) {}

  /** Returns the active operation of the environment and locks it until the transaction ends. */
  public Optional<ActiveOperation> lockActive(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            "select "
                + OperationKind.SQL
                + """
                     as kind, id, epoch, status_before, cancel_requested_at is not null as requested,
                       restorable -> 'meta_config' as meta_config,
                       restorable -> 'infra_model' as infra_model,
                       state = 'waiting' and (reserved_place is null or reserved_until <= now()) as free,
                       exists (select 1 from operation_steps s
                                where s.operation_id = operations.id and s.step = :forced) as forced
                  from operations
                 where tenant_id = :tenant and environment_id = :environment
                   and state in ('waiting', 'running')
                   for update
                """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("forced", CompletedSteps.FORCED)
        .query(
            (row, number) -> {
              String before = row.getString("status_before");
              String metaConfig = row.getString("meta_config");
              return new ActiveOperation(
                  new OperationId(row.getString("id")),
                  OperationKind.fromCode(row.getString("kind")),
                  row.getBoolean("free"),
                  row.getLong("epoch") > 0,
                  row.getBoolean("forced"),
                  before == null ? null : EnvironmentStatus.parse(before).orElse(null),
                  metaConfig == null
                      ? null
                      : new Restorable(
                          new StoredJson(metaConfig), new StoredJson(row.getString("infra_model"))),
                  row.getBoolean("requested"));
            })
        .optional();
  }

  /**
   * Cancels an operation that {@linkplain ActiveOperation#canEndImmediately can end immediately};
   * the caller holds its lock.
   */
  public void cancelImmediately(ActiveOperation operation, Failure failure) {
    requireOneRow(
        operation.id(),
        jdbc.sql(
                """
                update operations
                   set state = 'cancelled', failure = :failure::jsonb, finished_at = now(),
                       cancel_requested_at = coalesce(cancel_requested_at, now())
                 where id = :id and state = 'waiting'
                """)
            .param("failure", FailureJson.write(failure))
            .param("id", operation.id().value())
            .update());
  }

  /** Requests the current or next worker of the operation to end it; the caller holds its lock. */
  public void requestCancellation(ActiveOperation operation) {
    requireOneRow(
        operation.id(),
        jdbc.sql(
                """
                update operations set cancel_requested_at = coalesce(cancel_requested_at, now())
                 where id = :id and state in ('waiting', 'running')
                """)
            .param("id", operation.id().value())
            .update());
  }

  private static void requireOneRow(OperationId id, int rows) {
    if (rows != 1) {
      throw new IllegalStateException(id + " was locked but has changed");
    }
  }
}
