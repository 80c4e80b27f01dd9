package io.beta9.provisioning.region;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionOutcome.OutcomeKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The circuits of the regions and the outcomes on which they are decided. All times are those of
 * the database, so that they are comparable between workers.
 */
public final class RegionCircuitRepository {
  private final JdbcClient jdbc;

  public RegionCircuitRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Records the outcome of an attempt; part of the transaction that ends it. */
  public void record(Claim claim, OutcomeKind kind, @Nullable Failure failure) {
    jdbc.sql(
            """
            insert into region_outcomes (region, operation_id, outcome, code, why)
            select region, :operation, :outcome, :code, :why from environments where id = :environment
            """)
        .param("operation", claim.operation().value())
        .param("environment", claim.environment().value())
        .param("outcome", kind.code())
        .param("code", failure == null ? "" : failure.code().code())
        .param("why", failure == null ? "" : failure.why())
        .update();
  }

  /** Returns the regions whose circuit is not closed or in which attempts failed recently. */
  public List<String> regionsToEvaluate(Duration window) {
    return jdbc.sql(
            """
            select region from region_circuits where state <> 'closed'
            union
            select region from region_outcomes
             where outcome = 'failing' and at > now() - make_interval(secs => :window)
             order by 1
            """)
        .param("window", (double) window.toSeconds())
        .query(String.class)
        .list();
  }

  public Instant now() {
    return jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
  }

  /** Returns the circuit and locks it until the transaction ends. */
  public RegionCircuit lock(String region) {
    jdbc.sql(
            """
            insert into region_circuits (region, state, since, reason, openings)
            values (:region, 'closed', '-infinity', '', 0) on conflict do nothing
            """)
        .param("region", region)
        .update();
    return jdbc.sql(
            """
            select region, state, greatest(since, 'epoch') as since, until, reason, cause, openings,
                   probe, changed_by
              from region_circuits where region = :region for update
            """)
        .param("region", region)
        .query(RegionCircuitRepository::circuit)
        .single();
  }

  /** Returns the outcomes since the circuit entered its state, oldest first. */
  public List<RegionOutcome> outcomes(RegionCircuit circuit, Duration window) {
    return jdbc.sql(
            """
            select o.environment_id, e.account_id, r.operation_id, r.outcome, r.code, r.at
              from region_outcomes r
              join operations o on o.id = r.operation_id
              join environments e on e.id = o.environment_id
             where r.region = :region and r.at >= :since
               and (:halfOpen or r.at > now() - make_interval(secs => :window))
             order by r.at
            """)
        .param("region", circuit.region())
        .param("since", Timestamp.from(circuit.since()))
        .param("halfOpen", circuit.state() == CircuitState.HALF_OPEN)
        .param("window", (double) window.toSeconds())
        .query(
            (row, number) ->
                new RegionOutcome(
                    row.getString("environment_id"),
                    row.getString("account_id"),
                    new OperationId(row.getString("operation_id")),
                    OutcomeKind.of(row.getString("outcome")),
                    row.getString("code"),
                    row.getTimestamp("at").toInstant()))
        .list();
  }

  /**
   * Returns whether the probe is still waiting or running. A probe that was postponed waits for the
   * circuit again, like other operations.
   */
  public boolean isProbeActive(RegionCircuit circuit) {
    OperationId probe = circuit.probe();
    return probe != null
        && jdbc.sql(
                """
                select state = 'running' or (state = 'waiting' and region_gate = '')
                  from operations where id = :id
                """)
            .param("id", probe.value())
            .query(Boolean.class)
            .optional()
            .orElse(false);
  }

  /** Changes the state; the caller holds the {@linkplain #lock lock} of the circuit. */
  public void changeState(
      RegionCircuit before,
      CircuitState state,
      @Nullable Instant until,
      CircuitReason reason,
      int openings,
      @Nullable String by) {
    returnProbeToQueue(before.probe());
    jdbc.sql(
            """
            update region_circuits
               set state = :state, since = now(), until = :until, reason = :reason,
                   cause = :cause::jsonb, openings = :openings, probe = null, changed_by = :by
             where region = :region
            """)
        .param("region", before.region())
        .param("state", state.code())
        .param("until", until == null ? null : Timestamp.from(until))
        .param("reason", reason.description())
        .param("cause", CircuitReasonJson.write(reason))
        .param("openings", openings)
        .param("by", by)
        .update();
  }

  /**
   * Starts to probe the region with the oldest operation that waits for it; the caller holds the
   * {@linkplain #lock lock} of the circuit.
   *
   * @return the operation; empty if none is waiting
   */
  public Optional<OperationId> startProbe(RegionCircuit circuit) {
    Optional<OperationId> probe =
        jdbc.sql(
                """
                update operations set region_gate = ''
                 where id = (select id from operations
                              where state = 'waiting' and region_gate = :region and not_before <= now()
                              order by created_at, id limit 1 for update skip locked)
                returning id
                """)
            .param("region", circuit.region())
            .query((row, number) -> new OperationId(row.getString("id")))
            .optional();
    probe.ifPresent(
        id ->
            jdbc.sql(
                    """
                    update region_circuits
                       set state = 'half_open', since = now(), probe = :probe
                     where region = :region
                    """)
                .param("probe", id.value())
                .param("region", circuit.region())
                .update());
    return probe;
  }

  private void returnProbeToQueue(@Nullable OperationId probe) {
    if (probe != null) {
      jdbc.sql(
              """
              update operations o set region_gate = e.region from environments e
               where o.id = :id and e.id = o.environment_id and o.state = 'waiting'
                 and o.released_from is null and o.kind in ('provision', 'update')
              """)
          .param("id", probe.value())
          .update();
    }
  }

  /** Returns the circuits that are not closed, by region. */
  public List<RegionCircuit> notClosed() {
    return circuits("state <> 'closed'");
  }

  /** Returns the circuits that have ever opened or were closed manually. */
  public List<RegionCircuit> everOpened() {
    return circuits("reason <> ''");
  }

  private List<RegionCircuit> circuits(String which) {
    return jdbc.sql(
            """
            select region, state, greatest(since, 'epoch') as since, until, reason, cause, openings,
                   probe, changed_by
              from region_circuits where %s order by region
            """
                .formatted(which))
        .query(RegionCircuitRepository::circuit)
        .list();
  }

  static RegionCircuit circuit(ResultSet row, int number) throws SQLException {
    Timestamp until = row.getTimestamp("until");
    String probe = row.getString("probe");
    return new RegionCircuit(
        row.getString("region"),
        CircuitState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getTimestamp("since").toInstant(),
        until == null ? null : until.toInstant(),
        CircuitReasonJson.read(row.getString("cause"), row.getString("reason")),
        row.getInt("openings"),
        probe == null ? null : new OperationId(probe),
        row.getString("changed_by"));
  }
}
