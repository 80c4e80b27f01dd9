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
  private final JdbcClient jdbc;

  public ProcessRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A child process.
   *
   * @param runId its run, unique in its operation
   * @param directory where its output lies, on its host
   */
  public record RecordedChild(
      String runId,
      String kind,
      String host,
      String bootId,
      long pid,
      long pidStartedAt,
      String directory) {}

  /** How a process ended; without a code where nobody saw it. */
  public record ProcessEnd(@Nullable Integer exitCode) {
    public boolean well() {
      return exitCode != null && exitCode == 0;
    }
  }

  /** Makes a child known; the caller holds the claim. */
  public void started(Claim claim, RecordedChild child) {
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
   * How the last process ended that could change what an environment has, whichever operation it
   * was for; nothing where there never was one.
   *
   * @param kinds the words for such processes
   */
  public Optional<ProcessEnd> lastOf(EnvironmentId environment, Set<String> kinds) {
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
   * A child of the environment that was killed, or of whose end nothing is known: one that had
   * ended by itself has left an exit code.
   *
   * @param kind its kind's word
   * @param startedAt when its worker took note of it, just before it began
   */
  public record Killed(
      String runId,
      String kind,
      long epoch,
      OperationId operation,
      String host,
      String bootId,
      long pid,
      long pidStartedAt,
      Instant startedAt) {}

  /** Those of all operations of the environment, the latest first. */
  public List<Killed> killed(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select p.run_id, p.kind, p.epoch, p.operation_id, p.host, p.boot_id, p.pid,
                   p.pid_started_at, p.started_at
              from processes p join operations o on o.id = p.operation_id
             where o.tenant_id = :tenant and o.environment_id = :environment
               and (p.exit_code is null or p.exit_code = 137)
             order by p.started_at desc
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(ProcessRepository::killed)
        .list();
  }

  /**
   * A killed child, or one of whose end nothing is known, with the signs that it may live.
   *
   * @param endSeen whether its worker saw that it had ended
   * @param inForce whether the claim that it was started under is still in force
   * @param mayLive whether its operation waits for the place where it may still run
   * @param worker who has the claim that is in force
   * @param secondsSinceSign how long ago that worker gave its last sign of life
   */
  public record UnconfirmedProcess(
      Killed process,
      boolean endSeen,
      boolean inForce,
      boolean mayLive,
      @Nullable String worker,
      long secondsSinceSign) {}

  /** Those of all operations of the environment, the latest first. */
  public List<UnconfirmedProcess> suspects(TenantId tenant, EnvironmentId environment) {
    return jdbc.sql(
            """
            select p.run_id, p.kind, p.epoch, p.operation_id, p.host, p.boot_id, p.pid,
                   p.pid_started_at, p.started_at, p.ended_at is not null as end_seen,
                   o.state = 'running' and o.epoch = p.epoch as in_force,
                   o.state = 'waiting' and o.reserved_until > now() as may_live,
                   o.worker_id,
                   coalesce(extract(epoch from now() - w.renewed_at), 0)::bigint as since_sign
              from processes p join operations o on o.id = p.operation_id
              left join workers w on w.id = o.worker_id
             where o.tenant_id = :tenant and o.environment_id = :environment
               and (p.exit_code is null or p.exit_code = 137)
             order by p.started_at desc
            """)
        .param("tenant", tenant.value())
        .param("environment", environment.value())
        .query(
            (row, number) ->
                new UnconfirmedProcess(
                    killed(row, number),
                    row.getBoolean("end_seen"),
                    row.getBoolean("in_force"),
                    row.getBoolean("may_live"),
                    row.getString("worker_id"),
                    row.getLong("since_sign")))
        .list();
  }

  private static Killed killed(ResultSet row, int number) throws SQLException {
    return new Killed(
        row.getString("run_id"),
        row.getString("kind"),
        row.getLong("epoch"),
        new OperationId(row.getString("operation_id")),
        row.getString("host"),
        row.getString("boot_id"),
        row.getLong("pid"),
        row.getLong("pid_started_at"),
        row.getTimestamp("started_at").toInstant());
  }

  /** Notes that a child has ended; the caller holds the claim. */
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
