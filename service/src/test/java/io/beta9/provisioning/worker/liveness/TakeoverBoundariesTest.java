package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** When exactly a silent owner is taken over, and from whom nothing is taken. */
class TakeoverBoundariesTest {
  private static final Duration MIN_SILENCE = Duration.ofSeconds(20);
  private static final Duration MAX_GAP = Duration.ofSeconds(8);

  /** The start times of the processes of this host. */
  private final Map<Long, Long> processes = new HashMap<>();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TestQueue queue;
  private SwitchableDataSource observed;
  private SwitchableDataSource released;
  private RegisteredWorker self;
  private Takeovers takeovers;
  private long sinceStart;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    observed = new SwitchableDataSource(queue.database);
    released = new SwitchableDataSource(queue.database);
    self = queue.worker("w-self", 1, 10, "here");
    takeovers =
        new Takeovers(
            self,
            observed,
            new OwnerLivenessChecker(
                self,
                pid -> processes.getOrDefault(pid, 0L),
                PodStatusChecker.NONE,
                LeasePolicy.STANDARD),
            new ClaimReleaser(
                new TransactionTemplate(new JdbcTransactionManager(released)),
                new ClaimRepository(JdbcClient.create(released)),
                new WorkerRepository(JdbcClient.create(released)),
                queue.events,
                TestQueue.NO_NOTIFICATIONS,
                LeasePolicy.STANDARD),
            new TakeoverMetrics(meters),
            () -> Long.MAX_VALUE - 7 + sinceStart);
  }

  @AfterEach
  void stop() {
    takeovers.close();
    queue.database.close();
  }

  private Claim claimedBy(RegisteredWorker worker) {
    queue.queued();
    return queue.operations.claimNext(worker.id()).orElseThrow();
  }

  private void checkAt(Duration time) {
    sinceStart = time.toNanos();
    takeovers.check();
  }

  private String state(Claim claim) {
    return queue.state(claim.operation());
  }

  @Test
  void a_dead_owner_is_taken_over_after_exactly_twenty_seconds_without_a_renewal() {
    Claim claim = claimedBy(queue.worker("w-dead", 7, 70, "here"));
    for (int second : new int[] {0, 7, 14}) {
      checkAt(Duration.ofSeconds(second));
    }
    checkAt(MIN_SILENCE.minusNanos(1));
    assertThat(state(claim)).isEqualTo("running");
    checkAt(MIN_SILENCE);
    assertThat(state(claim)).isEqualTo("waiting");
  }

  @Test
  void a_pause_of_the_observer_of_more_than_eight_seconds_restarts_the_observation() {
    Claim claim = claimedBy(queue.worker("w-dead", 7, 70, "here"));
    checkAt(Duration.ZERO);
    checkAt(MAX_GAP);
    checkAt(MAX_GAP.multipliedBy(2).plusNanos(1));
    checkAt(Duration.ofSeconds(24));
    assertThat(state(claim)).isEqualTo("running");

    checkAt(Duration.ofSeconds(32));
    checkAt(MAX_GAP.multipliedBy(2).plus(MIN_SILENCE));
    assertThat(state(claim)).isEqualTo("running");
    checkAt(MAX_GAP.multipliedBy(2).plus(MIN_SILENCE).plusNanos(1));
    assertThat(state(claim)).isEqualTo("waiting");
  }

  @Test
  void pauses_of_the_observer_of_exactly_eight_seconds_continue_the_observation() {
    Claim claim = claimedBy(queue.worker("w-dead", 7, 70, "here"));
    for (int check = 0; check <= 3; check++) {
      checkAt(MAX_GAP.multipliedBy(check));
    }
    assertThat(state(claim)).isEqualTo("waiting");
  }

  @Test
  void an_owner_that_renews_keeps_its_claims_beside_a_dead_one() {
    // Without a process of its own, it would be released as soon as it counted as silent.
    RegisteredWorker renewing = queue.worker("w-a", 8, 80, "here");
    Claim kept = claimedBy(renewing);
    Claim lost = claimedBy(queue.worker("w-b", 7, 70, "here"));
    for (int second = 0; second <= 40; second += 5) {
      queue.workers.renew(renewing.id());
      checkAt(Duration.ofSeconds(second));
    }
    assertThat(state(kept)).isEqualTo("running");
    assertThat(state(lost)).isEqualTo("waiting");
  }

  @Test
  void a_worker_takes_nothing_over_from_itself() {
    Claim own = claimedBy(self);
    takeovers.takeOverFromPredecessors();
    for (int second = 0; second <= 40; second += 5) {
      checkAt(Duration.ofSeconds(second));
    }
    assertThat(state(own)).isEqualTo("running");
  }

  private double counted(TerminationEvidence evidence) {
    return meters.get("provisioning.takeovers").tag("evidence", evidence.code()).counter().count();
  }

  @Test
  void what_dead_processes_of_this_host_have_claimed_is_released_without_observation() {
    RegisteredWorker running = queue.worker("w-running", 8, 80, "here");
    processes.put(8L, 80L);
    Claim kept = claimedBy(running);
    Claim lost = claimedBy(queue.worker("w-dead", 7, 70, "here"));
    Claim elsewhere = claimedBy(queue.worker("w-elsewhere", 7, 70, "elsewhere"));

    takeovers.takeOverFromPredecessors();

    assertThat(state(lost)).isEqualTo("waiting");
    assertThat(state(kept)).isEqualTo("running");
    assertThat(state(elsewhere)).as("its processes are not visible here").isEqualTo("running");
  }

  @Test
  void released_operations_are_counted_by_the_evidence_of_the_death_of_their_worker() {
    for (String code : TerminationEvidence.CODES) {
      assertThat(meters.get("provisioning.takeovers").tag("evidence", code).counter().count())
          .as(code)
          .isZero();
    }
    RegisteredWorker dead = queue.worker("w-dead", 7, 70, "here");
    claimedBy(dead);
    claimedBy(dead);
    try (RecordedLog log = RecordedLog.of(Takeovers.class)) {
      takeovers.takeOverFromPredecessors();
      takeovers.takeOverFromPredecessors();

      assertThat(log.lines())
          .containsExactly(
              "WARN Worker w-dead is dead (process-gone); released 2 of its operations to the"
                  + " queue");
    }
    assertThat(counted(new TerminationEvidence.ProcessGone())).isEqualTo(2);
    assertThat(counted(new TerminationEvidence.ReportedStopped())).isZero();
  }

  @Test
  void a_connection_that_fails_is_closed_and_replaced() throws Exception {
    takeovers.check();
    try (Connection other = queue.database.getConnection()) {
      JdbcClient.create(new SingleConnectionDataSource(other, true))
          .sql(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()
              """)
          .query(Boolean.class)
          .list();
    }
    assertThatThrownBy(takeovers::check).isInstanceOf(DataAccessException.class);
    assertThat(queue.database.getHikariPoolMXBean().getActiveConnections()).isZero();

    takeovers.check();

    assertThat(queue.database.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
  }

  @Test
  void a_release_that_fails_restarts_the_observation() {
    Claim claim = claimedBy(queue.worker("w-dead", 7, 70, "here"));
    for (int second : new int[] {0, 7, 14}) {
      checkAt(Duration.ofSeconds(second));
    }
    released.setAvailable(false);
    sinceStart = MIN_SILENCE.toNanos();
    takeovers.checkOrRestart();
    released.setAvailable(true);
    for (int second : new int[] {21, 28, 35}) {
      checkAt(Duration.ofSeconds(second));
    }
    checkAt(Duration.ofSeconds(41).minusNanos(1));
    assertThat(state(claim)).isEqualTo("running");
    checkAt(Duration.ofSeconds(41));
    assertThat(state(claim)).isEqualTo("waiting");
  }

  @Test
  void an_unavailable_database_is_reported_and_the_next_check_connects_again() {
    observed.setAvailable(false);
    assertThatThrownBy(takeovers::check).isInstanceOf(DataAccessException.class);
    takeovers.checkOrRestart();
    observed.setAvailable(true);
    takeovers.check();
    assertThat(queue.database.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
  }

  @Test
  void observes_on_a_thread_and_a_connection_of_its_own_until_it_is_closed() {
    RegisteredWorker stopped = queue.worker("w-stopped", 7, 70, "elsewhere");
    Claim claim = claimedBy(stopped);
    queue.workers.markStopped(stopped.id());
    takeovers.start();
    await().until(() -> state(claim).equals("waiting"));
    takeovers.close();
    await().until(() -> queue.database.getHikariPoolMXBean().getActiveConnections() == 0);
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("takeovers"));
  }
}
