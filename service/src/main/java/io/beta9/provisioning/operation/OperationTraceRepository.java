package io.beta9.provisioning.operation;

import io.beta9.provisioning.telemetry.trace.TraceContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stores the traces of operations; used only if traces are exported. */
public final class OperationTraceRepository {
  private static final String OF_CLAIM =
      """
       from operations o
      where o.id = t.operation_id and o.id = :id and o.epoch = :epoch and o.worker_id = :worker
        and o.state = 'running'
      """;

  private final JdbcClient jdbc;

  public OperationTraceRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Stores the span of an operation, unless it has one. */
  public void insert(OperationId operation, TraceContext context) {
    jdbc.sql(
            """
            insert into operation_traces (operation_id, context) values (:id, :context)
            on conflict do nothing
            """)
        .param("id", operation.value())
        .param("context", context.text())
        .update();
  }

  /** Returns the trace of an operation that has been claimed. */
  public Optional<OperationTrace> find(OperationId operation) {
    return jdbc.sql(
            """
            select t.context, t.claim_context, t.step_context, t.step, t.step_started_at,
                   o.created_at, greatest(o.created_at, o.not_before) as due_at, o.claimed_at
              from operations o left join operation_traces t on t.operation_id = o.id
             where o.id = :id and o.claimed_at is not null
            """)
        .param("id", operation.value())
        .query(OperationTraceRepository::trace)
        .optional();
  }

  /**
   * Stores the span of a claim; the step of an earlier claim is no longer open.
   *
   * @return whether the claim is in force
   */
  public boolean claimed(Claim claim, TraceContext context) {
    return update(
        claim,
        "claim_context = :context, step_context = null, step = null, step_started_at = null",
        context,
        null,
        null);
  }

  /**
   * Stores the span of the step that starts.
   *
   * @return whether the claim is in force
   */
  public boolean stepStarted(Claim claim, StepName step, TraceContext context, Instant at) {
    return update(
        claim,
        "step_context = :context, step = :step, step_started_at = :at",
        context,
        step.code(),
        at);
  }

  /**
   * Removes the open step, whose span has been exported.
   *
   * @return whether the claim is in force
   */
  public boolean stepEnded(Claim claim) {
    return update(
        claim, "step_context = null, step = null, step_started_at = null", null, null, null);
  }

  private boolean update(
      Claim claim,
      String columns,
      @Nullable TraceContext context,
      @Nullable String step,
      @Nullable Instant at) {
    return jdbc.sql("update operation_traces t set " + columns + OF_CLAIM)
            .param("context", context == null ? null : context.text())
            .param("step", step)
            .param("at", at == null ? null : Timestamp.from(at))
            .param("id", claim.operation().value())
            .param("epoch", claim.epoch())
            .param("worker", claim.worker())
            .update()
        == 1;
  }

  private static OperationTrace trace(ResultSet row, int number) throws SQLException {
    TraceContext step = context(row, "step_context");
    return new OperationTrace(
        context(row, "context"),
        context(row, "claim_context"),
        step == null
            ? null
            : new OperationTrace.OpenStep(
                step, row.getString("step"), row.getTimestamp("step_started_at").toInstant()),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("due_at").toInstant(),
        row.getTimestamp("claimed_at").toInstant());
  }

  private static @Nullable TraceContext context(ResultSet row, String column) throws SQLException {
    return TraceContext.parse(row.getString(column)).orElse(null);
  }
}
