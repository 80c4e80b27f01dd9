package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.worker.liveness.WorkerIdentity;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queries the state of operations directly from the database, bypassing the API. */
final class OperationQueries {
  private final JdbcClient jdbc;

  OperationQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A running operation with the epoch of its claim. */
  record RunningOperation(String id, long epoch) {}

  /** Returns the operations that the worker executes; empty if the database is unavailable. */
  List<RunningOperation> runningOn(long pid) {
    return emptyIfUnavailable(
        () ->
            jdbc.sql(
                    """
                    select o.id, o.epoch from operations o join workers w on w.id = o.worker_id
                     where o.state = 'running' and w.pid = :pid and w.state <> 'stopped'
                    """)
                .param("pid", pid)
                .query(
                    (row, number) ->
                        new RunningOperation(row.getString("id"), row.getLong("epoch")))
                .list());
  }

  /**
   * A running Terraform process and its operation.
   *
   * @param startedAtTicks start time in clock ticks since boot; distinguishes it from another
   *     process that was given the same pid
   */
  record RunningTerraform(long pid, long startedAtTicks, RunningOperation operation) {
    boolean isAlive() {
      return WorkerIdentity.startTicks(pid) == startedAtTicks;
    }
  }

  /** Returns all running Terraform processes; empty if the database is unavailable. */
  List<RunningTerraform> runningTerraforms() {
    return runningTerraforms("true", 0);
  }

  /** Returns the running Terraform processes started by the worker. */
  List<RunningTerraform> runningTerraformsOf(long workerPid) {
    return runningTerraforms("w.pid = :worker", workerPid);
  }

  private List<RunningTerraform> runningTerraforms(String condition, long workerPid) {
    List<RunningTerraform> recorded =
        emptyIfUnavailable(
            () ->
                jdbc.sql(
                        """
                        select p.pid, p.pid_started_at, o.id, o.epoch
                          from processes p join operations o on o.id = p.operation_id
                          join workers w on w.id = o.worker_id
                         where p.ended_at is null and o.state = 'running' and %s
                         order by p.pid
                        """
                            .formatted(condition))
                    .param("worker", workerPid)
                    .query(
                        (row, number) ->
                            new RunningTerraform(
                                row.getLong("pid"),
                                row.getLong("pid_started_at"),
                                new RunningOperation(row.getString("id"), row.getLong("epoch"))))
                    .list());
    return recorded.stream().filter(RunningTerraform::isAlive).toList();
  }

  /** Current epoch of an operation, and whether it has finished. */
  record OperationState(long epoch, boolean finished) {}

  /** Returns the state of an operation; empty if it is unknown or the database is unavailable. */
  List<OperationState> state(String operation) {
    return emptyIfUnavailable(
        () ->
            jdbc.sql("select epoch, state from operations where id = :id")
                .param("id", operation)
                .query(
                    (row, number) ->
                        new OperationState(
                            row.getLong("epoch"),
                            !List.of("waiting", "running").contains(row.getString("state"))))
                .list());
  }

  /** Returns the number of accepted operations that have not finished. */
  long unfinished() {
    return jdbc.sql("select count(*) from operations where state in ('waiting', 'running')")
        .query(Long.class)
        .single();
  }

  private static <T> List<T> emptyIfUnavailable(Supplier<List<T>> query) {
    try {
      return query.get();
    } catch (DataAccessException e) {
      // The database is a target of faults; callers retry or continue without the result.
      return List.of();
    }
  }
}
