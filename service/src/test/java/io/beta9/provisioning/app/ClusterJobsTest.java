package io.beta9.provisioning.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import com.zaxxer.hikari.HikariDataSource;
import io.beta9.provisioning.testing.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class ClusterJobsTest {
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  private final HikariDataSource database = Servers.migratedDatabase();
  private final SettableClock clock = new SettableClock();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void close() {
    database.close();
  }

  private ManualScheduler process(ClusterJob job) {
    ManualScheduler scheduler =
        TestHelper.createManualScheduler(database)
            .clock(clock)
            .startTasks(List.of(job.task()))
            .build();
    scheduler.start();
    return scheduler;
  }

  @Test
  void executes_a_job_once_per_interval_in_the_whole_cluster() {
    ClusterJob job = new ClusterJob("count", INTERVAL, runs::incrementAndGet);
    List<ManualScheduler> cluster = List.of(process(job), process(job));

    cluster.forEach(ManualScheduler::runAnyDueExecutions);
    assertThat(runs).hasValue(1);

    clock.tick(INTERVAL.minusMillis(1));
    cluster.forEach(ManualScheduler::runAnyDueExecutions);
    assertThat(runs).hasValue(1);

    clock.tick(Duration.ofMillis(1));
    cluster.forEach(ManualScheduler::runAnyDueExecutions);
    assertThat(runs).hasValue(2);
  }

  @Test
  void executes_a_job_again_after_it_failed() {
    ManualScheduler scheduler =
        process(
            new ClusterJob(
                "fail",
                INTERVAL,
                () -> {
                  runs.incrementAndGet();
                  throw new IllegalStateException("the job fails");
                }));

    scheduler.runAnyDueExecutions();
    clock.tick(INTERVAL);
    scheduler.runAnyDueExecutions();

    assertThat(runs).hasValue(2);
  }

  @Test
  void does_not_delete_the_jobs_of_other_roles() {
    process(new ClusterJob("of-workers", INTERVAL, runs::incrementAndGet));
    ManualScheduler api = process(new ClusterJob("of-the-api", INTERVAL, () -> {}));

    api.runAnyDueExecutions();
    api.runDeadExecutionDetection();

    process(new ClusterJob("of-workers", INTERVAL, runs::incrementAndGet)).runAnyDueExecutions();
    assertThat(runs).hasValue(1);
  }

  @Test
  void starts_when_the_database_becomes_available() {
    AtomicBoolean available = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    ClusterJobs jobs =
        new ClusterJobs(
            new DelegatingDataSource(database) {
              @Override
              public Connection getConnection() throws SQLException {
                if (!available.get()) {
                  refused.incrementAndGet();
                  throw new SQLTransientConnectionException("unavailable");
                }
                return super.getConnection();
              }
            },
            List.of(new ClusterJob("count", INTERVAL, runs::incrementAndGet)));
    jobs.start();
    try {
      await().untilAtomic(refused, org.hamcrest.Matchers.greaterThan(0));
      available.set(true);
      await().untilAtomic(runs, org.hamcrest.Matchers.equalTo(1));
    } finally {
      jobs.stop();
    }
    assertThat(jobs.isRunning()).isFalse();
  }
}
