package io.beta9.provisioning.operation.history;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.operation.history.PastOperation.StartedStep;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the operations of an environment and their steps. */
public final class OperationHistoryRepository {
  private final JdbcClient jdbc;

  public OperationHistoryRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Returns the latest operations, the newest first. */
  public List<PastOperation> latest(TenantId tenant, EnvironmentId environment, int limit) {
    Map<String, List<StartedStep>> steps = steps(tenant, environment, limit);
    return jdbc.sql(
            "select "
                + OperationKind.SQL
                + """
                     as kind, id, state, attempt, requested_by, created_at, claimed_at, not_before,
                       finished_at, failure
                  from operations where tenant_id = :tenant and environment_id = :environment
                 order by created_at desc, id limit :limit
                """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("limit", limit)
        .query((row, number) -> operation(row, steps.getOrDefault(row.getString("id"), List.of())))
        .list();
  }

  /**
   * What an operation has planned to change.
   *
   * @param changes JSON text
   */
  public record PlannedChanges(String operation, String changes) {}

  /** Returns the plans of the latest operations that have recorded one, the newest first. */
  public List<PlannedChanges> plans(TenantId tenant, EnvironmentId environment, int limit) {
    return jdbc.sql(
            """
            select id, planned_changes from operations
             where tenant_id = :tenant and environment_id = :environment
               and planned_changes is not null
             order by created_at desc, id limit :limit
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("limit", limit)
        .query(
            (row, number) ->
                new PlannedChanges(row.getString("id"), row.getString("planned_changes")))
        .list();
  }

  /**
   * An operation that another worker has taken over.
   *
   * @param claims how often it was claimed
   * @param worker the worker that executes it; null if it has ended or waits
   */
  public record TakenOverOperation(
      String id,
      String environmentId,
      String environmentName,
      String tenant,
      long claims,
      @Nullable String worker,
      Instant claimedAt) {}

  /** Returns the operations that were claimed more than once, of all tenants, the latest first. */
  public List<TakenOverOperation> takenOver(Instant since, int limit) {
    return jdbc.sql(
            """
            select o.id, o.environment_id, e.name, o.tenant_id, o.epoch, o.worker_id, o.claimed_at
              from operations o join environments e on e.id = o.environment_id
             where o.epoch > 1 and o.claimed_at >= :since
             order by o.claimed_at desc, o.id limit :limit
            """)
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("limit", limit)
        .query(
            (row, number) ->
                new TakenOverOperation(
                    row.getString("id"),
                    row.getString("environment_id"),
                    row.getString("name"),
                    row.getString("tenant_id"),
                    row.getLong("epoch"),
                    row.getString("worker_id"),
                    row.getObject("claimed_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /**
   * Resources of an interrupted run that an operation has imported into its state.
   *
   * @param resources their number
   */
  public record RecentAdoption(
      String environmentId,
      String environmentName,
      String tenant,
      @Nullable String operation,
      int resources,
      Instant at) {}

  /** Returns the adoptions of all tenants, the latest first. */
  public List<RecentAdoption> adoptions(Instant since, int limit) {
    return jdbc.sql(
            """
            select v.environment_id, e.name, v.tenant_id, v.operation_id, v.at,
                   cast(v.data ->> 'adopted' as integer) as adopted
              from events v join environments e on e.id = v.environment_id
             where v.kind = 'recovered' and cast(v.data ->> 'adopted' as integer) > 0
               and v.at >= :since
             order by v.at desc, v.environment_id limit :limit
            """)
        .param("since", since.atOffset(ZoneOffset.UTC))
        .param("limit", limit)
        .query(
            (row, number) ->
                new RecentAdoption(
                    row.getString("environment_id"),
                    row.getString("name"),
                    row.getString("tenant_id"),
                    row.getString("operation_id"),
                    row.getInt("adopted"),
                    row.getObject("at", OffsetDateTime.class).toInstant()))
        .list();
  }

  private Map<String, List<StartedStep>> steps(
      TenantId tenant, EnvironmentId environment, int limit) {
    Map<String, List<StartedStep>> steps = new HashMap<>();
    jdbc.sql(
            """
            select operation_id, step, started_at, completed_at from operation_steps
             where operation_id in (
               select id from operations
                where tenant_id = :tenant and environment_id = :environment
                order by created_at desc, id limit :limit)
             order by operation_id, started_at, step
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("limit", limit)
        .query(
            row -> {
              steps
                  .computeIfAbsent(row.getString("operation_id"), id -> new ArrayList<>())
                  .add(
                      new StartedStep(
                          row.getString("step"),
                          row.getObject("started_at", OffsetDateTime.class).toInstant(),
                          instant(row, "completed_at")));
            });
    return steps;
  }

  private static PastOperation operation(ResultSet row, List<StartedStep> steps)
      throws SQLException {
    String state = row.getString("state");
    return new PastOperation(
        row.getString("id"),
        OperationKind.fromCode(row.getString("kind")),
        Arrays.stream(OperationState.values())
            .filter(each -> each.code().equals(state))
            .findFirst()
            .orElseThrow(),
        row.getInt("attempt"),
        row.getString("requested_by"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "claimed_at"),
        row.getObject("not_before", OffsetDateTime.class).toInstant(),
        instant(row, "finished_at"),
        FailureJson.read(row.getString("failure")),
        steps);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
