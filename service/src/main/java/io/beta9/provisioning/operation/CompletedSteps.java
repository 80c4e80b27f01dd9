package io.beta9.provisioning.operation;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records steps as completed when an operation is queued, because an earlier one executed them. */
public final class CompletedSteps {
  /** Marks a forced destroy, which skips what cannot be reached. Not the code of a step. */
  public static final String FORCED = "forced";

  private final JdbcClient jdbc;

  public CompletedSteps(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Records the steps; part of the transaction that queues the operation. */
  public void record(OperationId operation, Collection<String> steps) {
    jdbc.sql(
            """
            insert into operation_steps (operation_id, step, epoch, started_at, completed_at)
            select :operation, step, 0, now(), now() from unnest(:steps::text[]) as step
            """)
        .param("operation", operation.value())
        .param("steps", steps.toArray(String[]::new))
        .update();
  }
}
