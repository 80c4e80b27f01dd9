package io.beta9.provisioning.devstack.chaos;

import io.beta9.provisioning.worker.ThisProcess;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database says, asked directly. */
final class Truth {
  private final JdbcClient jdbc;

  Truth(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An operation at work, as it was claimed. */
  record AtWork(String operation, long epoch) {}

  /** What the worker with this pid has in hands; nothing where the database is away. */
  List<AtWork> inHandsOf(long pid) {
    return asked(
        () ->
            jdbc.sql(
                    """
                    select o.id, o.epoch from operations o join workers w on w.id = o.worker_id
                     where o.state = 'running' and w.pid = :pid and w.state <> 'stopped'
                    """)
                .param("pid", pid)
                .query((row, number) -> new AtWork(row.getString("id"), row.getLong("epoch")))
                .list());
  }

  /**
   * A Terraform that runs, and for which operation.
   *
   * @param startedAt in clock ticks since boot: a pid alone may be another's by now
   */
  record RunningTerraform(long pid, long startedAt, AtWork work) {
    boolean isAlive() {
      return ThisProcess.startTicks(pid) == startedAt;
    }
  }

  /** Those that are alive. */
  List<RunningTerraform> terraforms() {
    return terraforms("true", 0);
  }

  /** Those of the worker with this pid. */
  List<RunningTerraform> terraformsOf(long worker) {
    return terraforms("w.pid = :worker", worker);
  }

  private List<RunningTerraform> terraforms(String condition, long worker) {
    List<RunningTerraform> known =
        asked(
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
                    .param("worker", worker)
                    .query(
                        (row, number) ->
                            new RunningTerraform(
                                row.getLong("pid"),
                                row.getLong("pid_started_at"),
                                new AtWork(row.getString("id"), row.getLong("epoch"))))
                    .list());
    return known.stream().filter(RunningTerraform::isAlive).toList();
  }

  /** What has become of an operation: its epoch, and whether it is over. */
  record Now(long epoch, boolean over) {}

  List<Now> now(String operation) {
    return asked(
        () ->
            jdbc.sql("select epoch, state from operations where id = :id")
                .param("id", operation)
                .query(
                    (row, number) ->
                        new Now(
                            row.getLong("epoch"),
                            !List.of("waiting", "running").contains(row.getString("state"))))
                .list());
  }

  /** Operations that were accepted and have not come to an end. */
  long unfinished() {
    return jdbc.sql("select count(*) from operations where state in ('waiting', 'running')")
        .query(Long.class)
        .single();
  }

  private static <T> List<T> asked(java.util.function.Supplier<List<T>> question) {
    try {
      return question.get();
    } catch (DataAccessException e) {
      // The database is one of those that are struck; whoever asks asks again or goes without.
      return List.of();
    }
  }
}
