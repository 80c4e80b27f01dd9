package io.beta9.provisioning.operation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The workers that there are and have been, and their signs of life. */
public final class WorkerRepository {
  /** How often a worker gives a sign of life. */
  public static final Duration RENEWAL = Duration.ofSeconds(5);

  private final JdbcClient jdbc;

  public WorkerRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A worker process as others can check whether it lives.
   *
   * @param bootId the kernel's boot id: pids of an earlier boot say nothing
   * @param pidStartedAt the start time of the process in clock ticks since boot, so that a pid that
   *     is used again is not taken for this worker
   * @param pidNamespace where its pid counts: a container has pids of its own
   * @param machineId tells two machines apart that have the same name; empty where there is none
   * @param workdir where its stack directories lie
   */
  public record Identity(
      String id,
      String host,
      String bootId,
      long pid,
      long pidStartedAt,
      @Nullable String podNamespace,
      @Nullable String podName,
      @Nullable String podUid,
      String version,
      int concurrency,
      String pidNamespace,
      String machineId,
      String workdir) {

    /** A worker of which no more is known than its process. */
    public Identity(
        String id,
        String host,
        String bootId,
        long pid,
        long pidStartedAt,
        @Nullable String podNamespace,
        @Nullable String podName,
        @Nullable String podUid,
        String version,
        int concurrency) {
      this(
          id,
          host,
          bootId,
          pid,
          pidStartedAt,
          podNamespace,
          podName,
          podUid,
          version,
          concurrency,
          "",
          "",
          "");
    }

    /**
     * Where its children live and are found again: a worker of the same place sees their processes
     * and their files.
     */
    public String place() {
      return String.join(" ", bootId, pidNamespace, workdir);
    }

    /** Whether the two see the same processes. */
    public boolean sharesProcessesWith(Identity other) {
      return !bootId.isEmpty()
          && bootId.equals(other.bootId)
          && pidNamespace.equals(other.pidNamespace);
    }
  }

  /** Makes a worker known. */
  public void register(Identity worker) {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, pod_namespace, pod_name,
              pod_uid, version, concurrency, pid_namespace, machine_id, workdir, place)
            values (:id, :host, :boot, :pid, :pidStarted, :podNamespace, :podName, :podUid,
              :version, :concurrency, :namespace, :machine, :workdir, :place)
            on conflict (id) do nothing
            """)
        .param("id", worker.id())
        .param("host", worker.host())
        .param("boot", worker.bootId())
        .param("pid", worker.pid())
        .param("pidStarted", worker.pidStartedAt())
        .param("podNamespace", worker.podNamespace())
        .param("podName", worker.podName())
        .param("podUid", worker.podUid())
        .param("version", worker.version())
        .param("concurrency", worker.concurrency())
        .param("namespace", worker.pidNamespace())
        .param("machine", worker.machineId())
        .param("workdir", worker.workdir())
        .param("place", worker.place())
        .update();
  }

  /**
   * A sign of life, for all claims of the worker at once. One that was taken for dead, and was only
   * asleep, lives again by it; the claims that were taken from it stay where they are.
   */
  public void renew(String worker) {
    jdbc.sql(
            """
            update workers
               set renewals = renewals + 1, renewed_at = now(),
                   state = case when state = 'dead' then 'running' else state end
             where id = :id and state <> 'stopped'
            """)
        .param("id", worker)
        .update();
  }

  /** Says of a worker that gave no sign of life that it is dead. */
  public void dead(String worker) {
    jdbc.sql("update workers set state = 'dead' where id = :id and state <> 'stopped'")
        .param("id", worker)
        .update();
  }

  static Identity identity(ResultSet row) throws SQLException {
    return new Identity(
        row.getString("id"),
        row.getString("host"),
        row.getString("boot_id"),
        row.getLong("pid"),
        row.getLong("pid_started_at"),
        row.getString("pod_namespace"),
        row.getString("pod_name"),
        row.getString("pod_uid"),
        row.getString("version"),
        row.getInt("concurrency"),
        row.getString("pid_namespace"),
        row.getString("machine_id"),
        row.getString("workdir"));
  }

  /** Says that the worker takes no more work. */
  public void draining(String worker) {
    state(worker, "draining");
  }

  /**
   * A person's order to a worker to take no more work; what it has it carries out.
   *
   * @return whether there is such a worker at work
   */
  public boolean drain(String worker) {
    return order(worker, "running", "draining");
  }

  /**
   * Takes that order back.
   *
   * @return whether there is such a worker at work
   */
  public boolean resume(String worker) {
    return order(worker, "draining", "running");
  }

  private boolean order(String worker, String from, String to) {
    return jdbc.sql("update workers set state = :to where id = :id and state in (:from, :to)")
            .param("id", worker)
            .param("from", from)
            .param("to", to)
            .update()
        == 1;
  }

  /** Says that the worker is gone, of its own will. */
  public void stopped(String worker) {
    state(worker, "stopped");
  }

  private void state(String worker, String state) {
    jdbc.sql("update workers set state = :state where id = :id")
        .param("state", state)
        .param("id", worker)
        .update();
  }
}
