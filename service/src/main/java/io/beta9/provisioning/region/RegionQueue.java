package io.beta9.provisioning.region;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.OperationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The operations that wait because their region is not fed, and what their environments know. */
public final class RegionQueue {
  private final JdbcClient jdbc;

  public RegionQueue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A waiting operation whose environment has to be told something. */
  public record WaitingOperation(
      OperationId operation, EnvironmentId environment, TenantId tenant) {}

  /** Those that wait for a region and have not been told why since its circuit opened. */
  public List<WaitingOperation> untold(RegionCircuit circuit, int limit) {
    return jdbc.sql(
            """
            select id, environment_id, tenant_id from operations
             where state = 'waiting' and gate = :region
               and gate_told_at is distinct from :since
             order by created_at, id limit :limit
            """)
        .param("region", circuit.region())
        .param("since", Timestamp.from(circuit.since()))
        .param("limit", limit)
        .query(RegionQueue::waiting)
        .list();
  }

  /** Those that were told so, and wait no longer for their region. */
  public List<WaitingOperation> letThrough(int limit) {
    return jdbc.sql(
            """
            select o.id, o.environment_id, o.tenant_id from operations o
             where o.state = 'waiting' and o.gate_told_at is not null
               and not exists (select 1 from region_circuits c
                                where c.region = o.gate and c.state <> 'closed')
             order by o.created_at, o.id limit :limit
            """)
        .param("limit", limit)
        .query(RegionQueue::waiting)
        .list();
  }

  /**
   * Marks it as told; part of the transaction that tells it.
   *
   * @param since the opening that it was told of, or null where it waits no longer
   * @return whether it still waits, and nobody else has told it
   */
  public boolean told(WaitingOperation waiting, @Nullable Instant since) {
    return jdbc.sql(
                """
                update operations set gate_told_at = :since
                 where id = :id and state = 'waiting' and gate_told_at is distinct from :since
                """)
            .param("id", waiting.operation().value())
            .param("since", since == null ? null : Timestamp.from(since))
            .update()
        == 1;
  }

  /** How many operations wait for each region that is not fed. */
  public Map<String, Long> heldBack() {
    Map<String, Long> held = new HashMap<>();
    jdbc.sql(
            """
            select gate, count(*) as number from operations
             where state = 'waiting'
               and gate in (select region from region_circuits where state <> 'closed')
             group by gate
            """)
        .query(
            row -> {
              held.put(row.getString("gate"), row.getLong("number"));
            });
    return held;
  }

  /** What holds these environments back, of those that are held back by a region. */
  public Map<EnvironmentId, RegionCircuit> holding(Collection<EnvironmentId> environments) {
    Map<EnvironmentId, RegionCircuit> found = new HashMap<>();
    jdbc.sql(
            """
            select o.environment_id, c.region, c.state, c.since, c.until, c.reason, c.openings,
                   c.probe, c.changed_by
              from operations o join region_circuits c on c.region = o.gate and c.state <> 'closed'
             where o.environment_id = any(:environments) and o.state = 'waiting'
            """)
        .param(
            "environments", environments.stream().map(EnvironmentId::value).toArray(String[]::new))
        .query(
            row -> {
              found.put(
                  new EnvironmentId(row.getString("environment_id")),
                  RegionCircuitRepository.circuit(row, 0));
            });
    return found;
  }

  private static WaitingOperation waiting(ResultSet row, int number) throws SQLException {
    return new WaitingOperation(
        new OperationId(row.getString("id")),
        new EnvironmentId(row.getString("environment_id")),
        new TenantId(row.getString("tenant_id")));
  }
}
