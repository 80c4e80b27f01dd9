package io.beta9.provisioning.tfstate.kept;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * States that Terraform could not save where they belong: the only record of what it had made. They
 * hold secrets, so they are kept encrypted with the environment's own key.
 */
public final class KeptStateRepository {
  private final JdbcClient jdbc;

  public KeptStateRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A state.
   *
   * @param serial grows with every state of the same lineage
   * @param content encrypted
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record KeptState(String lineage, long serial, byte[] content) {}

  /**
   * Keeps it, once; the caller holds the claim.
   *
   * @return whether it waits: false where it has found its way since
   */
  public boolean keep(Claim claim, KeptState state) {
    jdbc.sql(
            """
            insert into kept_states (environment_id, tenant_id, operation_id, lineage, serial, content)
            values (:environment, :tenant, :operation, :lineage, :serial, :content)
            on conflict (environment_id, lineage, serial) do nothing
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

  /** The newest that has not found its way to the bucket. */
  public Optional<KeptState> waiting(TenantId tenant, EnvironmentId environment) {
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
   * Gives up what waits, because a person says so.
   *
   * @return how many there were
   */
  public int drop(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            update kept_states set pushed_at = now(), content = ''
             where environment_id = :environment and tenant_id = :tenant and pushed_at is null
            """)
        .param("environment", environment.value())
        .param("tenant", tenant.value())
        .update();
  }

  /** Notes that this state, and with it every earlier one, is where it belongs. */
  public void pushed(Claim claim) {
    jdbc.sql(
            """
            update kept_states set pushed_at = now(), content = ''
             where environment_id = :environment and pushed_at is null
            """)
        .param("environment", claim.environment().value())
        .update();
  }
}
