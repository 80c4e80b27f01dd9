package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** What is recorded of updates in addition to their operations. */
public final class UpdateRepository {
  private final JdbcClient jdbc;

  public UpdateRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A plan of an update, or what an update has planned.
   *
   * @param metaConfig the meta-config that is only planned; null if the operation is an update, or
   *     if a previous version requested the plan
   * @param model the model that is only planned; null if the operation is an update
   * @param impacts what it would change, as JSON; null as long as it has not been planned
   */
  public record StoredPlan(
      OperationId operation,
      OperationState state,
      @Nullable StoredJson metaConfig,
      @Nullable StoredJson model,
      @Nullable StoredJson impacts,
      @Nullable Failure failure,
      Instant requestedAt,
      @Nullable Instant finishedAt) {}

  /** Makes an operation that was just inserted one that only plans; it waits for no region. */
  public void recordPlannedModel(OperationId operation, ObjectNode metaConfig, ObjectNode model) {
    requireOneRow(
        operation,
        jdbc.sql(
                """
                update operations
                   set planned_meta_config = :meta::jsonb, planned_model = :model::jsonb, region_gate = ''
                 where id = :id and kind = 'update' and state = 'waiting'
                """)
            .param("meta", metaConfig.toString())
            .param("model", model.toString())
            .param("id", operation.value())
            .update());
  }

  /** Records the planned changes that the user has confirmed: those of the plan. */
  public void confirm(OperationId update, StoredPlan plan) {
    StoredJson impacts = plan.impacts();
    requireOneRow(
        update,
        jdbc.sql(
                """
                update operations set confirmed_changes = :impacts::jsonb
                 where id = :id and state = 'waiting'
                """)
            .param("impacts", impacts == null ? "[]" : impacts.text())
            .param("id", update.value())
            .update());
  }

  /** Returns what an operation of the environment has planned; empty if there is no such one. */
  public Optional<StoredPlan> findPlan(
      TenantId tenant, EnvironmentId environment, OperationId operation) {
    return jdbc.sql(
            """
            select id, state, planned_meta_config, planned_model, planned_changes, failure, created_at, finished_at
              from operations
             where tenant_id = :tenant and environment_id = :environment and id = :id
               and kind = 'update'
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("id", operation.value())
        .query(UpdateRepository::plan)
        .optional();
  }

  private static StoredPlan plan(ResultSet row, int number) throws SQLException {
    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
    return new StoredPlan(
        new OperationId(row.getString("id")),
        OperationState.fromCode(row.getString("state")),
        stored(row.getString("planned_meta_config")),
        stored(row.getString("planned_model")),
        stored(row.getString("planned_changes")),
        FailureJson.read(row.getString("failure")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        finished == null ? null : finished.toInstant());
  }

  private static @Nullable StoredJson stored(@Nullable String text) {
    return text == null ? null : new StoredJson(text);
  }

  private static void requireOneRow(OperationId operation, int rows) {
    if (rows != 1) {
      throw new IllegalStateException(operation + " is not a waiting update");
    }
  }

  /**
   * Records what to restore if an update is cancelled before it starts, or its plan is rejected.
   */
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
