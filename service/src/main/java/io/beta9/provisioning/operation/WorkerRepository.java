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

  /** Registers a worker. */
  public void register(RegisteredWorker worker) {
    RegisteredWorker.HostProcess process = worker.process();
    RegisteredWorker.WorkerPod pod = worker.pod();
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
        .param("host", process.host())
        .param("boot", process.bootId())
        .param("pid", process.pid())
        .param("pidStarted", process.startTicks())
        .param("podNamespace", pod == null ? null : pod.namespace())
        .param("podName", pod == null ? null : pod.name())
        .param("podUid", pod == null ? null : pod.uid())
        .param("version", worker.version())
        .param("concurrency", worker.concurrency())
        .param("namespace", process.pidNamespace())
        .param("machine", process.machineId())
        .param("workdir", worker.workdir())
        .param("place", worker.place())
        .param("cluster", pod == null ? "" : pod.clusterId())
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

  /** Replaces what the worker and its child processes use of the memory, and what they may use. */
  public void setMemory(String worker, long usedBytes, long limitBytes) {
    jdbc.sql(
            """
            update workers set memory_used_bytes = :used, memory_limit_bytes = :limit
             where id = :id
            """)
        .param("used", usedBytes)
        .param("limit", limitBytes)
        .param("id", worker)
        .update();
  }

  static RegisteredWorker worker(ResultSet row) throws SQLException {
    return new RegisteredWorker(
        row.getString("id"),
        row.getString("version"),
        row.getInt("concurrency"),
        row.getString("workdir"),
        new RegisteredWorker.HostProcess(
            row.getString("host"),
            row.getString("boot_id"),
            row.getString("pid_namespace"),
            row.getString("machine_id"),
            row.getLong("pid"),
            row.getLong("pid_started_at")),
        pod(row));
  }

  private static RegisteredWorker.@Nullable WorkerPod pod(ResultSet row) throws SQLException {
    String namespace = row.getString("pod_namespace");
    String name = row.getString("pod_name");
    String uid = row.getString("pod_uid");
    return namespace == null || name == null || uid == null
        ? null
        : new RegisteredWorker.WorkerPod(row.getString("cluster_id"), namespace, name, uid);
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
