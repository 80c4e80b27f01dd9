package io.beta9.provisioning.operation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The workers that there are and have been, and their signs of life. */
public final class WorkerRepository {
  /** How often a worker gives a sign of life. */
  public static final java.time.Duration RENEWAL = java.time.Duration.ofSeconds(5);

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
      int concurrency) {}

  /** Makes a worker known. */
  public void register(Identity worker) {
    jdbc.sql(
            """
            insert into workers (id, host, boot_id, pid, pid_started_at, pod_namespace, pod_name,
              pod_uid, version, concurrency)
            values (:id, :host, :boot, :pid, :pidStarted, :podNamespace, :podName, :podUid,
              :version, :concurrency)
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
        .update();
  }

  /** A sign of life, for all claims of the worker at once. */
  public void renew(String worker) {
    jdbc.sql(
            "update workers set renewals = renewals + 1, renewed_at = now() where id = :id and state <> 'stopped'")
        .param("id", worker)
        .update();
  }

  /** A worker that has not said that it stopped, and how to find its process. */
  public record Unstopped(String id, long pid, long pidStartedAt) {}

  /** The workers of this host, since it was booted, that have not said that they stopped. */
  public List<Unstopped> unstoppedOn(String host, String bootId) {
    return jdbc.sql(
            """
            select id, pid, pid_started_at from workers
             where host = :host and boot_id = :boot and state <> 'stopped'
            """)
        .param("host", host)
        .param("boot", bootId)
        .query(
            (row, number) ->
                new Unstopped(
                    row.getString("id"), row.getLong("pid"), row.getLong("pid_started_at")))
        .list();
  }

  /** Says that the worker takes no more work. */
  public void draining(String worker) {
    state(worker, "draining");
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
