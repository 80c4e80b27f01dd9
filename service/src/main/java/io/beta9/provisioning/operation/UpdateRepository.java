package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.StoredJson;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is recorded of updates in addition to their operations. */
public final class UpdateRepository {
  private final JdbcClient jdbc;

  public UpdateRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
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

  /** Records what to restore if the plan of an update is rejected. */
  public void recordRestorable(
      OperationId operation, StoredJson metaConfig, StoredJson infraModel) {
    jdbc.sql(
            """
            update operations
               set restorable = jsonb_build_object(
                     'meta_config', :meta::jsonb, 'infra_model', :infra::jsonb)
             where id = :id
            """)
        .param("meta", metaConfig.text())
        .param("infra", infraModel.text())
        .param("id", operation.value())
        .update();
  }
}
