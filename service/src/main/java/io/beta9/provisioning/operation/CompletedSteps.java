package io.beta9.provisioning.operation;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Steps that an operation begins with as done, because an earlier one has done them. */
public final class CompletedSteps {
  /** The mark of an operation that goes on past what it cannot reach. It is no step's name. */
  public static final String FORCED = "forced";

  private final JdbcClient jdbc;

  public CompletedSteps(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Records them; part of the transaction that queues the operation. */
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
