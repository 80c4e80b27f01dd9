package io.beta9.provisioning.tfstate.kept;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * States that Terraform could not write to the bucket, which are the only record of what it
 * created. They contain secrets and are encrypted with the key of their environment.
 */
public final class KeptStateRepository {
  private final JdbcClient jdbc;

  public KeptStateRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A kept state.
   *
   * @param serial increases with each state of the same lineage
   * @param content the encrypted state
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record KeptState(String lineage, long serial, byte[] content) {}

  /**
   * Saves a state, or replaces its stored copy, which may have been encrypted with a key that is
   * gone. A state that has been pushed is not stored again. The caller holds the lock of the claim.
   *
   * @return whether the state still has to be pushed
   */
  public boolean save(Claim claim, KeptState state) {
    jdbc.sql(
            """
            insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial, content)
            values (:environment, :tenant, :operation, :lineage, :serial, :content)
            on conflict (environment_id, lineage, serial) do update
               set content = excluded.content where kept_states.pushed_at is null
            """)
        .param("environment", claim.environment().value())
        .param("tenant", claim.tenant().value())
        .param("operation", claim.operation().value())
        .param("lineage", state.lineage())
        .param("serial", state.serial())
        .param("content", state.content())
        .update();
    return jdbc.sql(
            """
            select pushed_at is null from kept_states
             where environment_id = :environment and lineage = :lineage and serial = :serial
            """)
        .param("environment", claim.environment().value())
        .param("lineage", state.lineage())
        .param("serial", state.serial())
        .query(Boolean.class)
        .single();
  }

  /** Returns the newest state that has not been pushed. */
  public Optional<KeptState> pending(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select lineage, serial, content from kept_states
             where environment_id = :environment and tenant_id = :tenant and pushed_at is null
             order by kept_at desc, serial desc limit 1
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .query(
            (row, number) ->
                new KeptState(
                    row.getString("lineage"), row.getLong("serial"), row.getBytes("content")))
        .optional();
  }

  /**
   * Discards the states that have not been pushed, at the request of an operator.
   *
   * @return the number of discarded states
   */
  public int discard(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            update kept_states set pushed_at = now(), content = ''
             where environment_id = :environment and tenant_id = :tenant and pushed_at is null
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .update();
  }

  /** Records that all states of the environment have been pushed. */
  public void markPushed(Claim claim) {
    jdbc.sql(
            """
            update kept_states set pushed_at = now(), content = ''
             where environment_id = :environment and pushed_at is null
            """)
        .param("environment", claim.environment().value())
        .update();
  }
}
