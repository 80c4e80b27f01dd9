package io.beta9.provisioning.app;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SystemClock;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the cluster-wide recurring jobs of this process with db-scheduler. Every process polls for
 * due jobs; the row of a job in {@code scheduled_tasks} decides which process executes it.
 */
final class ClusterJobs implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ClusterJobs.class);
  private static final int THREADS = 2;
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** After four missed heartbeats, the job of a process that died while executing it is resumed. */
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(15);

  private static final int MISSED_HEARTBEATS_LIMIT = 4;

  /** API processes do not know the jobs of workers, and vice versa; neither may delete them. */
  private static final Duration UNKNOWN_JOB_RETENTION = Duration.ofDays(3650);

  private final Scheduler scheduler;
  private final List<RecurringTask<Void>> tasks;
  private volatile @Nullable Thread starting;
  private volatile boolean running;

  ClusterJobs(DataSource database, List<ClusterJob> jobs) {
    this.tasks = jobs.stream().map(ClusterJob::task).toList();
    this.scheduler =
        Scheduler.create(database)
            .startTasks(tasks)
            // Set explicitly: detecting it would need the database to be available now.
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .threads(THREADS)
            .pollingInterval(POLL_INTERVAL)
            .heartbeatInterval(HEARTBEAT_INTERVAL)
            .missedHeartbeatsLimit(MISSED_HEARTBEATS_LIMIT)
            .deleteUnresolvedAfter(UNKNOWN_JOB_RETENTION)
            .shutdownMaxWait(STOP_TIMEOUT)
            .failureLogging(LogLevel.WARN, false)
            .build();
  }

  /** Starts the scheduler in the background, as soon as the database is available. */
  @Override
  public void start() {
    running = true;
    starting = Thread.ofVirtual().name("cluster-jobs").start(this::startWhenAvailable);
  }

  private void startWhenAvailable() {
    for (boolean logged = false; running; logged = true) {
      try {
        // Registered here as well, because the scheduler ignores that it could not do so.
        tasks.forEach(task -> task.onStartup(scheduler, new SystemClock()));
        scheduler.start();
        return;
      } catch (SQLRuntimeException e) {
        if (!logged) {
          log.warn("Recurring jobs start when the database is available: {}", e.getMessage());
        }
      }
      try {
        Thread.sleep(RETRY_PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    Thread thread = starting;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(STOP_TIMEOUT);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    scheduler.stop();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    // Starts when the schema is migrated, stops after the worker has drained.
    return SchemaLifecycle.PHASE + 1;
  }
}
