package io.beta9.provisioning.operation;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The workers, past and present, and their renewals. */
public final class WorkerRepository {
  /** The interval in which a worker renews its leases. */
  public static final Duration RENEWAL_INTERVAL = Duration.ofSeconds(5);

  private final JdbcClient jdbc;

  public WorkerRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The identity of a worker process, by which others can check whether it is alive.
   *
   * @param bootId the kernel's boot id; pids are comparable within one boot only
   * @param pidStartedAt the start time of the process in clock ticks since boot, which
   *     distinguishes it from a later process with the same pid
   * @param pidNamespace the namespace of the pid; a container has its own
   * @param machineId distinguishes machines with the same host name; empty if there is none
   * @param workdir the parent of its stack directories
   * @param clusterId distinguishes the Kubernetes cluster of its pod from others; empty if unknown
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
      String workdir,
      String clusterId) {

    /** Creates an identity without a cluster. */
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
        int concurrency,
        String pidNamespace,
        String machineId,
        String workdir) {
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
          pidNamespace,
          machineId,
          workdir,
          "");
    }

    /** Creates an identity without namespace, machine id and working directory. */
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
     * Returns the place of its child processes: a worker of the same place can access their
     * processes and files.
     */
    public String place() {
      return String.join(" ", bootId, pidNamespace, workdir);
    }

    /**
     * Returns whether the two workers are known to be in the same cluster: only then can one find
     * out whether the pod of the other exists.
     */
    public boolean sharesClusterWith(Identity other) {
      return !clusterId.isEmpty() && clusterId.equals(other.clusterId);
    }

    /** Returns whether the two workers can access the same processes. */
    public boolean sharesPidNamespaceWith(Identity other) {
      return !bootId.isEmpty()
          && bootId.equals(other.bootId)
          && pidNamespace.equals(other.pidNamespace);
    }
  }

  /** Registers a worker. */
  public void register(Identity worker) {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, pod_namespace, pod_name,
              pod_uid, version, concurrency, pid_namespace, machine_id, workdir, place,
              cluster_id)
            values (:id, :host, :boot, :pid, :pidStarted, :podNamespace, :podName, :podUid,
              :version, :concurrency, :namespace, :machine, :workdir, :place, :cluster)
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
        .param("cluster", worker.clusterId())
        .update();
  }

  /**
   * Renews the leases of all claims of the worker. A worker that was marked as dead but was only
   * suspended counts as running again; claims that were taken from it are not returned.
   *
   * @return whether the worker is registered and has not stopped
   */
  public boolean renew(String worker) {
    return jdbc.sql(
                """
                update workers
                   set renewals = renewals + 1, renewed_at = now(),
                       state = case when state = 'dead' then 'running' else state end
                 where id = :id and state <> 'stopped'
                """)
            .param("id", worker)
            .update()
        == 1;
  }

  /** Marks a worker as dead unless it has stopped. */
  public void markDead(String worker) {
    jdbc.sql("update workers set state = 'dead' where id = :id and state <> 'stopped'")
        .param("id", worker)
        .update();
  }

  /**
   * Replaces the problems of the worker's host, each of which may keep it from claiming operations.
   *
   * @return whether the worker is registered
   */
  public boolean setProblems(String worker, List<Failure> problems) {
    return jdbc.sql("update workers set problems = :problems::jsonb where id = :id")
            .param(
                "problems",
                problems.stream()
                    .map(FailureJson::tree)
                    .map(Object::toString)
                    .collect(Collectors.joining(",", "[", "]")))
            .param("id", worker)
            .update()
        == 1;
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
        row.getString("workdir"),
        row.getString("cluster_id"));
  }

  /** Marks the worker as draining: it claims no more operations. */
  public void markDraining(String worker) {
    setState(worker, "draining");
  }

  /**
   * Requests a worker to claim no more operations; it completes the running ones.
   *
   * @return whether there is such a running or draining worker
   */
  public boolean requestDrain(String worker) {
    return changeState(worker, "running", "draining");
  }

  /**
   * Revokes a request to drain.
   *
   * @return whether there is such a running or draining worker
   */
  public boolean resume(String worker) {
    return changeState(worker, "draining", "running");
  }

  private boolean changeState(String worker, String from, String to) {
    return jdbc.sql("update workers set state = :to where id = :id and state in (:from, :to)")
            .param("id", worker)
            .param("from", from)
            .param("to", to)
            .update()
        == 1;
  }

  /** Marks the worker as stopped, at its own request. */
  public void markStopped(String worker) {
    setState(worker, "stopped");
  }

  private void setState(String worker, String state) {
    jdbc.sql("update workers set state = :state where id = :id")
        .param("state", state)
        .param("id", worker)
        .update();
  }
}
