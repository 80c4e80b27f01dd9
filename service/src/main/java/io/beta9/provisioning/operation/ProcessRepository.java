package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Child processes that may outlive the worker that started them. */
public final class ProcessRepository {
  /**
   * A lock belongs to one of the latest runs: each run removes or reports those of earlier ones.
   */
  private static final int MAX_PAST_PROCESSES = 300;

  private final JdbcClient jdbc;

  public ProcessRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A child process.
   *
   * @param runId the id of the run, unique in its operation
   * @param directory the directory of its output, on its host
   */
  public record RecordedProcess(
      String runId,
      String kind,
      String host,
      String bootId,
      long pid,
      long pidStartedAt,
      String directory) {}

  /** How a process ended; the exit code is null if no worker observed the end. */
  public record ProcessEnd(@Nullable Integer exitCode) {
    public boolean succeeded() {
      return exitCode != null && exitCode == 0;
    }
  }

  /** Records the start of a child process; the caller holds the lock of the claim. */
  public void started(Claim claim, RecordedProcess child) {
    jdbc.sql(
            """
            insert into processes (operation_id, run_id, epoch, kind, host, boot_id, pid,
              pid_started_at, directory)
            values (:operation, :run, :epoch, :kind, :host, :boot, :pid, :pidStarted, :directory)
            on conflict (operation_id, run_id) do update
               set epoch = excluded.epoch, host = excluded.host, boot_id = excluded.boot_id,
                   pid = excluded.pid, pid_started_at = excluded.pid_started_at,
                   directory = excluded.directory, started_at = now(), ended_at = null,
                   exit_code = null
            """)
        .param("operation", claim.operation().value())
        .param("run", child.runId())
        .param("epoch", claim.epoch())
        .param("kind", child.kind())
        .param("host", child.host())
        .param("boot", child.bootId())
        .param("pid", child.pid())
        .param("pidStarted", child.pidStartedAt())
        .param("directory", child.directory())
        .update();
  }

  /**
   * Returns how the latest process of any operation of the environment ended; empty if there was
   * none.
   *
   * @param kinds the kinds of processes to consider
   */
  public Optional<ProcessEnd> latest(EnvironmentId environment, Set<String> kinds) {
    return jdbc.sql(
            """
            select exit_code from processes join operations on operations.id = operation_id
             where environment_id = :environment and processes.kind = any(:kinds)
             order by processes.started_at desc limit 1
            """)
        .param("environment", environment.value())
        .param("kinds", kinds.toArray(String[]::new))
        .query((row, number) -> new ProcessEnd(row.getObject("exit_code", Integer.class)))
        .optional();
  }

  /**
   * A child process that has ended, was killed, or whose end was not observed.
   *
   * @param startedAt when its worker recorded it, just before it started
   * @param endedAt when a worker observed its end; null if none did
   */
  public record PastProcess(
      String runId,
      String kind,
      long epoch,
      OperationId operation,
      String host,
      String bootId,
      long pid,
      long pidStartedAt,
      Instant startedAt,
      @Nullable Instant endedAt) {}

  /** Returns the latest processes of all operations of the environment, the latest first. */
  public List<PastProcess> pastProcesses(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select p.run_id, p.kind, p.epoch, p.operation_id, p.host, p.boot_id, p.pid,
                   p.pid_started_at, p.started_at, p.ended_at
              from processes p join operations o on o.id = p.operation_id
             where o.tenant_id = :tenant and o.environment_id = :environment
             order by p.started_at desc limit :limit
            """)
        .param("limit", MAX_PAST_PROCESSES)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(ProcessRepository::pastProcesses)
        .list();
  }

  /**
   * A child process and the state of the claim under which it was started.
   *
   * @param exitObserved whether its worker observed its end
   * @param claimActive whether the claim under which it was started is still in force
   * @param mayBeRunning whether its operation is reserved for the place where it may be running
   * @param worker the worker whose claim is in force
   * @param secondsSinceHeartbeat the time since the last renewal of that worker
   */
  public record ClaimedProcess(
      PastProcess process,
      boolean exitObserved,
      boolean claimActive,
      boolean mayBeRunning,
      @Nullable String worker,
      long secondsSinceHeartbeat) {}

  /** Returns such processes of all operations of the environment, the latest first. */
  public List<ClaimedProcess> claimedProcesses(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select p.run_id, p.kind, p.epoch, p.operation_id, p.host, p.boot_id, p.pid,
                   p.pid_started_at, p.started_at, p.ended_at,
                   p.ended_at is not null as exit_observed,
                   o.state = 'running' and o.epoch = p.epoch as claim_active,
                   o.state = 'waiting' and o.reserved_until > now() as may_be_running,
                   o.worker_id,
                   coalesce(extract(epoch from now() - w.renewed_at), 0)::bigint as since_heartbeat
              from processes p join operations o on o.id = p.operation_id
              left join workers w on w.id = o.worker_id
             where o.tenant_id = :tenant and o.environment_id = :environment
             order by p.started_at desc limit :limit
            """)
        .param("limit", MAX_PAST_PROCESSES)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(
            (row, number) ->
                new ClaimedProcess(
                    pastProcesses(row, number),
                    row.getBoolean("exit_observed"),
                    row.getBoolean("claim_active"),
                    row.getBoolean("may_be_running"),
                    row.getString("worker_id"),
                    row.getLong("since_heartbeat")))
        .list();
  }

  private static PastProcess pastProcesses(ResultSet row, int number) throws SQLException {
    return new PastProcess(
        row.getString("run_id"),
        row.getString("kind"),
        row.getLong("epoch"),
        new OperationId(row.getString("operation_id")),
        row.getString("host"),
        row.getString("boot_id"),
        row.getLong("pid"),
        row.getLong("pid_started_at"),
        row.getTimestamp("started_at").toInstant(),
        row.getTimestamp("ended_at") == null ? null : row.getTimestamp("ended_at").toInstant());
  }

  /** Records the end of a child process; the caller holds the lock of the claim. */
  public void ended(Claim claim, String runId, @Nullable Integer exitCode) {
    jdbc.sql(
            """
            update processes set ended_at = now(), exit_code = :exit
             where operation_id = :operation and run_id = :run and ended_at is null
            """)
        .param("exit", exitCode)
        .param("operation", claim.operation().value())
        .param("run", runId)
        .update();
  }
}
