package io.beta9.provisioning.progress;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what Terraform reported about the changes of resources. */
public final class RunEventRepository {
  private static final int MAX_EVENTS = 5000;

  private final JdbcClient jdbc;

  public RunEventRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An event of an operation as Terraform wrote it. */
  record RunEvent(String operation, String json) {}

  /** Returns the events about resources of the latest operation's runs, in their order. */
  List<RunEvent> ofLatestOperation(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select o.id, j.event::text as event
              from (select id from operations
                     where tenant_id = :tenant and environment_id = :environment
                     order by created_at desc, id limit 1) o
              join processes p on p.operation_id = o.id and lower(p.kind) in ('apply', 'destroy')
              join journal j on j.operation_id = o.id and j.run_id = p.run_id
             where j.event ->> 'type' in
                   ('planned_change', 'apply_start', 'apply_complete', 'apply_errored')
             order by p.started_at, p.run_id, j.line limit :limit
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("limit", MAX_EVENTS)
        .query((row, number) -> new RunEvent(row.getString("id"), row.getString("event")))
        .list();
  }

  /** Returns what each of the latest operations has changed, by the operation's id. */
  Map<String, ChangeCounts> counts(TenantId tenant, EnvironmentId environment, int operations) {
    Map<String, ChangeCounts> counts = new HashMap<>();
    jdbc.sql(
            """
            select o.id, count(*) filter (where event -> 'hook' ->> 'action' = 'create') as created,
                   count(*) filter (where event -> 'hook' ->> 'action' = 'update') as changed,
                   count(*) filter (where event -> 'hook' ->> 'action' = 'delete') as deleted
              from (select id from operations
                     where tenant_id = :tenant and environment_id = :environment
                     order by created_at desc, id limit :operations) o
              join journal j on j.operation_id = o.id and j.event ->> 'type' = 'apply_complete'
             group by o.id
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .param("operations", operations)
        .query(
            row -> {
              counts.put(
                  row.getString("id"),
                  new ChangeCounts(
                      row.getInt("created"), row.getInt("changed"), row.getInt("deleted")));
            });
    return counts;
  }
}
