package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Ending operations before their time. */
public final class CancelRepository {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  public CancelRepository(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * The operation that an environment has under way.
   *
   * @param endsAtOnce whether nobody works on it and nothing of it can still run
   * @param begun whether it was ever claimed
   * @param before what the environment was when it was asked for, where that is known
   * @param forced whether it destroys by force
   * @param cancelRequested whether somebody has asked before
   */
  public record Active(
      OperationId id,
      OperationKind kind,
      boolean endsAtOnce,
      boolean begun,
      boolean forced,
      @Nullable EnvironmentStatus before,
      boolean cancelRequested) {}

  /** It, and nobody changes it until the transaction ends. */
  public Optional<Active> lockActive(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select id, kind, epoch, status_before, cancel_requested_at is not null as requested,
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
              return new Active(
                  new OperationId(row.getString("id")),
                  OperationKind.of(row.getString("kind")),
                  row.getBoolean("free"),
                  row.getLong("epoch") > 0,
                  row.getBoolean("forced"),
                  before == null ? null : EnvironmentStatus.parse(before).orElse(null),
                  row.getBoolean("requested"));
            })
        .optional();
  }

  /** Ends one that {@linkplain Active#endsAtOnce nobody works on}; the caller holds its lock. */
  public void endNow(Active operation, Failure failure) {
    one(
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

  /** Asks whoever works on it, or takes it up next, to end it; the caller holds its lock. */
  public void request(Active operation) {
    one(
        operation.id(),
        jdbc.sql(
                """
                update operations set cancel_requested_at = coalesce(cancel_requested_at, now())
                 where id = :id and state in ('waiting', 'running')
                """)
            .param("id", operation.id().value())
            .update());
  }

  private static void one(OperationId id, int rows) {
    if (rows != 1) {
      throw new IllegalStateException(id + " was locked and is not as it was");
    }
  }
}
