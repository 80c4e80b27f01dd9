package io.beta9.provisioning.timeline;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The lines of Terraform's JSON output as they were written. They show what an apply of a dead
 * worker has completed.
 */
public final class JournalRepository {
  private final JdbcClient jdbc;

  public JournalRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A line with its number in its run, from 0. */
  public record StoredLine(String runId, long number, String event) {}

  /** A resource that Terraform completed, with its id at that time. */
  public record Completion(String address, String action, @Nullable String id) {}

  /** Stores lines; existing lines are not changed. The caller must hold the claim. */
  public void append(Claim claim, String runId, long firstLine, List<String> events) {
    if (events.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into journal (operation_id, run_id, line, event)
            select :operation, :run, :first + line.number - 1, line.event::jsonb
              from unnest(:events::text[]) with ordinality as line (event, number)
            on conflict do nothing
            """)
        .param("operation", claim.operation().value())
        .param("run", runId)
        .param("first", firstLine)
        .param(
            "events",
            events.stream()
                .map(event -> event.replace("\\u0000", "\\ufffd"))
                .toArray(String[]::new))
        .update();
  }

  /** Returns the number of stored lines of a run. */
  public long lines(OperationId operation, String runId) {
    return jdbc.sql(
            "select coalesce(max(line) + 1, 0) from journal where operation_id = :operation and"
                + " run_id = :run")
        .param("operation", operation.value())
        .param("run", runId)
        .query(Long.class)
        .single();
  }

  /** Returns the number of stored lines of a run of any of the environment's operations. */
  public long linesOfRun(EnvironmentId environment, String runId) {
    return jdbc.sql(
            """
            select coalesce(max(line) + 1, 0) from journal
              join operations on operations.id = operation_id
             where environment_id = :environment and run_id = :run
            """)
        .param("environment", environment.value())
        .param("run", runId)
        .query(Long.class)
        .single();
  }

  /** Returns all resources that operations of the environment completed, oldest first. */
  public List<Completion> completions(EnvironmentId environment) {
    return jdbc.sql(
            """
            select event -> 'hook' -> 'resource' ->> 'addr' as address,
                   event -> 'hook' ->> 'action' as action,
                   event -> 'hook' ->> 'id_value' as id
              from journal join operations on operations.id = operation_id
             where environment_id = :environment and event ->> 'type' = 'apply_complete'
             order by (event ->> '@timestamp')::timestamptz, run_id, line
            """)
        .param("environment", environment.value())
        .query(
            (row, number) ->
                new Completion(
                    row.getString("address"), row.getString("action"), row.getString("id")))
        .list();
  }

  /**
   * Returns whether a run of the environment reported at its end that it could not release this
   * lock. That run has ended, so the lock protects nothing.
   */
  public boolean couldNotRelease(EnvironmentId environment, String lockId) {
    return !lockId.isBlank()
        && jdbc.sql(
                """
                select exists (
                  select 1 from journal join operations on operations.id = operation_id
                   where environment_id = :environment and event ->> 'type' = 'diagnostic'
                     and event ->> '@message' like '%releasing the state lock%'
                     and position(:lock in event::text) > 0)
                """)
            .param("environment", environment.value())
            .param("lock", lockId)
            .query(Boolean.class)
            .single();
  }

  /**
   * Returns all lines of an operation by run, ordered by the arrival of the first line of each run.
   */
  public List<StoredLine> all(OperationId operation) {
    return jdbc.sql(
            """
            select run_id, line, event::text as event from journal
             where operation_id = :operation order by run_id, line
            """)
        .param("operation", operation.value())
        .query(
            (row, number) ->
                new StoredLine(
                    row.getString("run_id"), row.getLong("line"), row.getString("event")))
        .list();
  }
}
