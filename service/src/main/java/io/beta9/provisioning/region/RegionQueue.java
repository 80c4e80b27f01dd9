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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The operations that wait for the circuit of their region, and the notification about it. */
public final class RegionQueue {
  private final JdbcClient jdbc;

  public RegionQueue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A waiting operation whose environment has to be notified. */
  public record WaitingOperation(
      OperationId operation, EnvironmentId environment, TenantId tenant) {}

  /** Returns the operations that wait for the region and were not notified of this opening. */
  public List<WaitingOperation> notNotified(RegionCircuit circuit, int limit) {
    return jdbc.sql(
            """
            select id, environment_id, tenant_id from operations
             where state = 'waiting' and region_gate = :region
               and region_gate_notified_at is distinct from :since
             order by created_at, id limit :limit
            """)
        .param("region", circuit.region())
        .param("since", Timestamp.from(circuit.since()))
        .param("limit", limit)
        .query(RegionQueue::waiting)
        .list();
  }

  /** Returns the operations that were notified but no longer wait for their region. */
  public List<WaitingOperation> noLongerHeld(int limit) {
    return jdbc.sql(
            """
            select o.id, o.environment_id, o.tenant_id from operations o
             where o.state = 'waiting' and o.region_gate_notified_at is not null
               and not exists (select 1 from region_circuits c
                                where c.region = o.region_gate and c.state <> 'closed')
             order by o.created_at, o.id limit :limit
            """)
        .param("limit", limit)
        .query(RegionQueue::waiting)
        .list();
  }

  /**
   * Records the notification; part of the transaction that appends the event.
   *
   * @param since the start of the opening; null if the operation no longer waits for the region
   * @return whether the operation is still waiting and was not notified by another process
   */
  public boolean markNotified(WaitingOperation waiting, @Nullable Instant since) {
    return jdbc.sql(
                """
                update operations set region_gate_notified_at = :since
                 where id = :id and state = 'waiting' and region_gate_notified_at is distinct from :since
                """)
            .param("id", waiting.operation().value())
            .param("since", since == null ? null : Timestamp.from(since))
            .update()
        == 1;
  }

  /** Returns the number of waiting operations of each region whose circuit is not closed. */
  public Map<String, Long> countHeldByRegion() {
    Map<String, Long> held = new HashMap<>();
    jdbc.sql(
            """
            select region_gate, count(*) as number from operations
             where state = 'waiting'
               and region_gate in (select region from region_circuits where state <> 'closed')
             group by region_gate
            """)
        .query(
            row -> {
              held.put(row.getString("region_gate"), row.getLong("number"));
            });
    return held;
  }

  /** Returns the number of waiting operations that wait for this region if it is not closed. */
  public long countGatedBy(String region) {
    return jdbc.sql(
            "select count(*) from operations where state = 'waiting' and region_gate = :region")
        .param("region", region)
        .query(Long.class)
        .single();
  }

  /** Returns the circuit for which the environment waits. */
  public Optional<RegionCircuit> circuitHolding(EnvironmentId environment) {
    return jdbc.sql(
            """
            select region, state, since, until, reason, cause, openings, probe, changed_by
              from region_circuits
             where state <> 'closed'
               and region = (select region_gate from operations
                              where environment_id = :environment and state = 'waiting')
            """)
        .param("environment", environment.value())
        .query(RegionCircuitRepository::circuit)
        .optional();
  }

  /** Returns the circuits for which these environments wait, of those that do. */
  public Map<EnvironmentId, RegionCircuit> circuitsHolding(Collection<EnvironmentId> environments) {
    Map<EnvironmentId, RegionCircuit> found = new HashMap<>();
    jdbc.sql(
            """
            select o.environment_id, c.region, c.state, c.since, c.until, c.reason, c.cause,
                   c.openings, c.probe, c.changed_by
              from operations o join region_circuits c on c.region = o.region_gate and c.state <> 'closed'
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
