package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimRepository;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.terraform.process.LeaseFile;
import io.beta9.provisioning.terraform.run.RunControl.Order;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.lease.ActiveClaims;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The times of the lease policy, on clocks that the test advances, with a real database. */
class LeaseRenewalLoopTest {
  private static final LeasePolicy POLICY = LeasePolicy.STANDARD;
  private static final Duration INTERVAL = WorkerRepository.RENEWAL_INTERVAL;
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path folder;
  private final AtomicLong sinceStart = new AtomicLong();

  /** Executed by the thread of the loop. */
  private volatile Runnable duringCheck = () -> {};

  private TestQueue queue;
  private SwitchableDataSource database;
  private RegisteredWorker self;
  private ActiveClaims activeClaims;
  private LeaseRenewalLoop loop;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    database = new SwitchableDataSource(queue.database);
    self = queue.worker("w-self", 1, 10, "here");
    Clock clock = clock(() -> START.plusNanos(sinceStart.get()));
    activeClaims = new ActiveClaims(POLICY, clock, this::nanos);
    loop =
        new LeaseRenewalLoop(
            self,
            new WorkerRepository(JdbcClient.create(database)),
            new ClaimRepository(JdbcClient.create(database)),
            activeClaims,
            queue.releaser,
            clock,
            this::nanos);
  }

  @AfterEach
  void stop() {
    loop.close();
    queue.database.close();
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  /** A monotonic clock that overflows during the test. */
  private long nanos() {
    if (Thread.currentThread().getName().equals("lease-renewal")) {
      duringCheck.run();
    }
    return Long.MAX_VALUE - 10 + sinceStart.get();
  }

  private void setTime(Duration time) {
    sinceStart.set(time.toNanos());
  }

  private CancellationState executing() {
    queue.queued();
    return activeClaims.begin(queue.operations.claimNext(self.id()).orElseThrow());
  }

  private long renewals() {
    return queue
        .jdbc
        .sql("select renewals from workers where id = 'w-self'")
        .query(Long.class)
        .single();
  }

  private void requestCancellation(Claim claim) {
    CancelRepository cancels = new CancelRepository(queue.jdbc);
    queue.transactions.executeWithoutResult(
        status ->
            cancels.requestCancellation(
                cancels.lockActive(claim.tenant(), claim.environment()).orElseThrow()));
  }

  @Test
  void registers_again_if_its_row_was_deleted_while_it_was_suspended() {
    queue.jdbc.sql("delete from workers").update();

    loop.renew();

    assertThat(renewals()).isZero();
    queue.queued();
    assertThat(queue.operations.claimNext(self.id())).isPresent();
  }

  @Test
  void renews_when_exactly_the_renewal_interval_has_passed() {
    assertThat(INTERVAL).isEqualTo(Duration.ofSeconds(5));
    setTime(INTERVAL.minusNanos(1));
    loop.check();
    assertThat(renewals()).isZero();
    setTime(INTERVAL);
    loop.check();
    assertThat(renewals()).isEqualTo(1);
    setTime(INTERVAL.multipliedBy(2).minusNanos(1));
    loop.check();
    assertThat(renewals()).isEqualTo(1);
    setTime(INTERVAL.multipliedBy(2));
    loop.check();
    assertThat(renewals()).isEqualTo(2);
  }

  @Test
  void applies_a_cancellation_before_the_next_renewal_is_due() {
    queue.queued();
    Claim claim = queue.operations.claimNext(self.id()).orElseThrow();
    CancellationState cancellation = activeClaims.begin(claim);
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.CONTINUE);
    requestCancellation(claim);
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.INTERRUPT);
    assertThat(renewals()).isZero();
  }

  @Test
  void ends_the_operations_when_nothing_could_be_renewed_for_longer_than_the_term() {
    CancellationState cancellation = executing();
    database.setAvailable(false);
    setTime(POLICY.term());
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.CONTINUE);
    setTime(POLICY.term().plusNanos(1));
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.EXPIRE);
  }

  @Test
  void the_term_begins_again_with_each_renewal() {
    CancellationState cancellation = executing();
    Duration renewed = POLICY.term().minusSeconds(1);
    setTime(renewed);
    loop.check();
    database.setAvailable(false);
    setTime(renewed.plus(POLICY.term()));
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.CONTINUE);
    setTime(renewed.plus(POLICY.term()).plusNanos(1));
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.EXPIRE);
  }

  @Test
  void ends_the_operations_if_the_worker_itself_was_suspended_for_longer_than_the_term() {
    CancellationState cancellation = executing();
    setTime(POLICY.term());
    loop.renew();
    assertThat(cancellation.order()).isEqualTo(Order.CONTINUE);
    setTime(POLICY.term().multipliedBy(2).plusNanos(1));
    loop.renew();
    assertThat(cancellation.order()).isEqualTo(Order.EXPIRE);
    assertThat(renewals()).isEqualTo(2);
  }

  @Test
  void a_renewal_of_which_the_claims_could_not_be_read_does_not_extend_the_term() {
    CancellationState cancellation = executing();
    setTime(INTERVAL);
    database.beforeConnection(() -> database.setAvailable(renewals() == 0));
    assertThatThrownBy(loop::renew).isInstanceOf(DataAccessException.class);
    assertThat(renewals()).isEqualTo(1);
    setTime(POLICY.term().plusNanos(1));
    loop.check();
    assertThat(cancellation.order()).isEqualTo(Order.EXPIRE);
  }

  @Test
  void confirms_leases_with_the_time_before_the_database_was_queried() throws Exception {
    CancellationState cancellation = executing();
    LeaseFile file = new LeaseFile(folder.resolve("lease"));
    cancellation.lease().keep(file);
    setTime(INTERVAL);
    database.beforeConnection(() -> sinceStart.addAndGet(Duration.ofSeconds(30).toNanos()));
    loop.renew();
    assertThat(Files.getLastModifiedTime(file.path()).toInstant()).isEqualTo(START.plus(INTERVAL));

    database.beforeConnection(() -> {});
    database.setAvailable(false);
    setTime(INTERVAL.plus(POLICY.term()).plusNanos(1));
    loop.check();
    assertThat(cancellation.order()).as("so does the term").isEqualTo(Order.EXPIRE);
  }

  @Test
  void releases_a_claim_that_two_renewals_found_held_but_not_executed() {
    queue.queued();
    Claim unstarted = queue.operations.claimNext(self.id()).orElseThrow();
    loop.renew();
    assertThat(queue.state(unstarted.operation())).isEqualTo("running");
    loop.renew();
    assertThat(queue.state(unstarted.operation())).isEqualTo("waiting");
    assertThat(queue.eventsOf(unstarted.environment()))
        .containsExactly(
            StoredEvent.of(
                new EventData.Released("w-self", EventData.ReleaseReason.RESULT_NOT_RECORDED)));
  }

  @Test
  void the_term_ends_while_the_database_does_not_answer() {
    CancellationState cancellation = executing();
    setTime(INTERVAL);
    database.beforeConnection(
        () -> {
          setTime(POLICY.term().plusNanos(1));
          database.setAvailable(false);
        });

    loop.check();

    assertThat(cancellation.order()).isEqualTo(Order.EXPIRE);
  }

  @Test
  void logs_the_release_of_a_claim_that_is_held_but_not_executed() {
    queue.queued();
    Claim unstarted = queue.operations.claimNext(self.id()).orElseThrow();
    loop.renew();
    try (RecordedLog log = RecordedLog.of(LeaseRenewalLoop.class)) {
      loop.renew();
      assertThat(log.lines())
          .containsExactly(
              "WARN " + unstarted.operation() + ": held but not executed; released to the queue");
      loop.renew();
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void remains_interrupted_if_that_happens_while_it_is_closed() throws Exception {
    CountDownLatch connecting = new CountDownLatch(1);
    CompletableFuture<Void> connect = new CompletableFuture<>();
    database.beforeConnection(
        () -> {
          connecting.countDown();
          connect.join();
        });
    loop.start();
    connecting.await();

    Thread.currentThread().interrupt();
    loop.close();

    assertThat(Thread.interrupted()).isTrue();
    connect.complete(null);
  }

  @Test
  void no_renewal_is_in_progress_when_it_has_been_closed() throws Exception {
    Semaphore begun = new Semaphore(0);
    Semaphore released = new Semaphore(0);
    duringCheck =
        () -> {
          begun.release();
          released.acquireUninterruptibly();
        };
    loop.start();
    begun.acquire();

    Thread closing = Thread.ofPlatform().start(loop::close);
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);

    released.release(1000);
    closing.join();
  }

  @Test
  void renews_on_a_thread_of_its_own_until_it_is_closed() {
    setTime(INTERVAL);
    loop.start();
    await().until(() -> renewals() == 1);
    loop.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("lease-renewal");
  }
}
