package io.beta9.provisioning.operation;

import io.beta9.provisioning.environment.EnvironmentId;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records steps as completed when an operation is queued, because an earlier one executed them. */
public final class CompletedSteps {
  /** Marks a forced destroy, which skips what cannot be reached. Not the code of a step. */
  public static final String FORCED = "forced";

  /** Marks a destroy that keeps a snapshot of the database. Not the code of a step. */
  public static final String FINAL_SNAPSHOT = "final-snapshot";

  /** Marks an operation that only verifies Beta9, with a sandbox. Not the code of a step. */
  public static final String SMOKE_TEST = "smoke-test";

  /** Marks a verification with a GPU. Not the code of a step. */
  public static final String SMOKE_TEST_WITH_GPU = "smoke-test-gpu";

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

  /**
   * Marks a retry of a destroy like the destroy that it repeats, if that one keeps a snapshot; part
   * of the transaction that queues it.
   */
  public void keepSnapshotLikeBefore(EnvironmentId environment, OperationId retry) {
    jdbc.sql(
            """
            insert into operation_steps (operation_id, step, epoch, started_at, completed_at)
            select :retry, :marker, 0, now(), now()
             where :marker in (
               select step from operation_steps
                where operation_id = (
                  select id from operations
                   where environment_id = :environment and id <> :retry
                   order by created_at desc, id desc limit 1))
            """)
        .param("retry", retry.value())
        .param("marker", FINAL_SNAPSHOT)
        .param("environment", environment.value())
        .update();
  }
}
