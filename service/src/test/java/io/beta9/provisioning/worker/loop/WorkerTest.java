package io.beta9.provisioning.worker.loop;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.OperationRepository;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.testing.SwitchableDataSource;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.liveness.OwnerLivenessChecker;
import io.beta9.provisioning.worker.liveness.PodStatusChecker;
import io.beta9.provisioning.worker.liveness.TakeoverMetrics;
import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.ScriptedPipelines;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Claiming up to the concurrency, draining, stopping, and starting. */
@Timeout(60)
class WorkerTest {
  @TempDir Path base;
  private final Semaphore permits = new Semaphore(0);
  private final Set<OperationId> started = ConcurrentHashMap.newKeySet();
  private final AtomicInteger awaited = new AtomicInteger();

  /** The number of operations for which the host has enough of everything. */
  private final AtomicInteger admitted = new AtomicInteger(10);

  private TestQueue queue;
  private SwitchableDataSource database;
  private Pipeline pipeline;
  private Worker worker;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    database = new SwitchableDataSource(queue.database);
    pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.NODES,
                context -> {
                  started.add(context.claim().operation());
                  while (!permits.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    if (context.cancellation().isStopRequested()) {
                      return;
                    }
                  }
                }),
            step(StepName.CHECK, context -> {}));
    worker = worker(2);
  }

  @AfterEach
  void stop() throws Exception {
    pipeline.detach();
    worker.drain(Duration.ZERO);
    worker.awaitDetached(Duration.ofSeconds(20));
    queue.database.close();
  }

  private Worker worker(int concurrency) {
    return new Worker(
        identity("w-1", concurrency),
        new WorkerRepository(JdbcClient.create(database)),
        new QueuePoller(
            "w-1",
            new OperationRepository(JdbcClient.create(database)),
            new CountingNotifier(),
            running -> running < admitted.get(),
            Sleeper.SYSTEM),
        pipeline,
        queue.releaser,
        Clock.systemUTC());
  }

  private static RegisteredWorker identity(String id, int concurrency) {
    return RegisteredWorkers.withConcurrency(id, concurrency);
  }

  /** A notifier that is always available, so that a claim is not delayed by a pause. */
  private final class CountingNotifier implements WorkNotifier {
    @Override
    public void publish(OperationId operation) {}

    @Override
    public NotificationResult await(Duration timeout) throws InterruptedException {
      awaited.incrementAndGet();
      new Semaphore(0).tryAcquire(10, TimeUnit.MILLISECONDS);
      return NotificationResult.TIMED_OUT;
    }

    @Override
    public void synchronize(List<OperationId> due) {}

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public void close() {}
  }

  private String state(String id) {
    return queue
        .jdbc
        .sql("select state from workers where id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private int operations(String state) {
    return queue
        .jdbc
        .sql("select count(*) from operations where state = :state")
        .param("state", state)
        .query(Integer.class)
        .single();
  }

  private void run() {
    worker.register();
    worker.start();
  }

  private CompletableFuture<Boolean> draining(Duration timeout) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return worker.drain(timeout);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void executes_as_many_operations_at_the_same_time_as_its_concurrency() {
    for (int i = 0; i < 3; i++) {
      queue.queued();
    }
    run();
    await().until(() -> started.size() == 2);
    assertThat(worker.runningOperations()).isEqualTo(2);
    assertThat(operations("waiting")).isEqualTo(1);

    permits.release();
    await().until(() -> started.size() == 3);
    await().until(() -> operations("succeeded") == 1);
    permits.release(2);
    await().until(() -> operations("succeeded") == 3);
    await().until(() -> worker.runningOperations() == 0);
  }

  @Test
  void claims_only_while_its_host_admits_another_operation() {
    admitted.set(1);
    queue.queued();
    queue.queued();
    run();
    await().until(() -> started.size() == 1);
    assertThat(operations("waiting")).isEqualTo(1);
    admitted.set(2);
    await().until(() -> started.size() == 2);
    permits.release(2);
    await().until(() -> operations("succeeded") == 2);
  }

  @Test
  void waits_for_a_notification_when_there_is_nothing_to_claim() {
    run();
    await().until(() -> awaited.get() > 2);
    Operation operation = queue.queued();
    permits.release();
    await().until(() -> queue.state(operation.id()).equals("succeeded"));
  }

  @Test
  void claims_without_notifications_as_well() {
    worker =
        new Worker(
            identity("w-1", 1),
            queue.workers,
            queue.claimSource("w-1", TestQueue.NO_NOTIFICATIONS),
            pipeline,
            queue.releaser,
            Clock.systemUTC());
    run();
    Operation operation = queue.queued();
    permits.release();
    await().until(() -> queue.state(operation.id()).equals("succeeded"));
  }

  @Test
  void a_drained_worker_has_completed_its_operations_and_claims_no_others() throws Exception {
    Operation operation = queue.queued();
    run();
    await().until(() -> started.size() == 1);
    CompletableFuture<Boolean> drained = draining(Duration.ofMinutes(5));
    await().until(() -> state("w-1").equals("draining"));
    Operation later = queue.queued();
    assertThat(drained).isNotDone();

    permits.release();
    assertThat(drained.get()).isTrue();
    assertThat(queue.state(operation.id())).isEqualTo("succeeded");
    assertThat(queue.state(later.id())).isEqualTo("waiting");
    assertThat(worker.runningOperations()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("claims");
    worker.close();
    assertThat(state("w-1")).isEqualTo("stopped");
  }

  @Test
  void an_idle_worker_and_one_that_was_never_started_are_drained_immediately() throws Exception {
    worker.register();
    assertThat(worker.drain(Duration.ZERO)).isTrue();
    assertThat(state("w-1")).isEqualTo("draining");
  }

  @Test
  void a_drain_ends_at_its_timeout_without_success_if_an_operation_is_running() throws Exception {
    queue.queued();
    run();
    await().until(() -> started.size() == 1);
    assertThat(worker.drain(Duration.ZERO)).isFalse();
    assertThat(worker.awaitDetached(Duration.ZERO)).isFalse();
    assertThat(worker.drain(Duration.ofMillis(30))).isFalse();
  }

  @Test
  void a_drain_that_is_aborted_before_it_starts_does_not_wait() throws Exception {
    queue.queued();
    run();
    await().until(() -> started.size() == 1);
    worker.abortDrain();
    assertThat(worker.drain(Duration.ofMinutes(5))).isFalse();
    pipeline.detach();
    assertThat(worker.awaitDetached(Duration.ofMinutes(5)))
        .as("the wait for detached operations is not aborted")
        .isTrue();
  }

  @Test
  void a_worker_that_stops_with_a_running_operation_does_not_count_as_stopped() {
    queue.queued();
    run();
    await().until(() -> started.size() == 1);
    worker.close();
    assertThat(state("w-1")).isEqualTo("running");
    pipeline.detach();
    await().until(() -> worker.runningOperations() == 0);
    worker.close();
    assertThat(state("w-1")).isEqualTo("stopped");
  }

  @Test
  void a_detached_operation_is_released_to_the_queue() {
    Operation operation = queue.queued();
    run();
    await().until(() -> started.size() == 1);
    worker.close();
    pipeline.detach();
    await().until(() -> worker.runningOperations() == 0);
    assertThat(queue.state(operation.id())).isEqualTo("waiting");
    assertThat(queue.eventsOf(operation.environment()))
        .last()
        .isEqualTo(
            StoredEvent.of(new EventData.Released("w-1", EventData.ReleaseReason.WORKER_STOPS)));
  }

  @Test
  void a_stopped_worker_claims_nothing() {
    run();
    await().until(() -> awaited.get() > 0);
    worker.close();
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("claims"));
  }

  @Test
  void claims_again_after_the_database_was_unavailable() {
    AtomicBoolean failed = new AtomicBoolean();
    run();
    database.beforeConnection(() -> failed.set(true));
    database.setAvailable(false);
    await().until(failed::get);
    Operation operation = queue.queued();
    permits.release();
    database.setAvailable(true);
    await().until(() -> queue.state(operation.id()).equals("succeeded"));
  }

  @Test
  void the_end_of_a_worker_does_not_fail_because_the_database_is_unavailable() throws Exception {
    run();
    database.setAvailable(false);
    assertThat(worker.drain(Duration.ofSeconds(30))).isTrue();
    worker.close();
    assertThat(state("w-1")).isEqualTo("running");
  }

  /** A worker whose claims are supplied by the test. */
  private Worker worker(ClaimSource source) {
    return new Worker(
        identity("w-1", 1),
        new WorkerRepository(JdbcClient.create(database)),
        source,
        pipeline,
        queue.releaser,
        Clock.systemUTC());
  }

  private static boolean isClaiming() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("claims"));
  }

  /** Waits until interrupted, as for a notification that never arrives. */
  private static Optional<Claim> waitWithoutEnd() throws InterruptedException {
    new CountDownLatch(1).await();
    return Optional.empty();
  }

  @Test
  void a_drain_interrupts_the_wait_for_work() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    worker =
        worker(
            running -> {
              waiting.countDown();
              return waitWithoutEnd();
            });
    run();
    waiting.await();

    assertThat(worker.drain(Duration.ZERO)).isTrue();
    assertThat(isClaiming()).isFalse();
  }

  @Test
  void the_end_of_a_worker_interrupts_the_wait_for_work() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    worker =
        worker(
            running -> {
              waiting.countDown();
              return waitWithoutEnd();
            });
    run();
    waiting.await();

    worker.close();

    await().until(() -> !isClaiming());
  }

  @Test
  void a_drain_waits_for_an_operation_that_was_being_claimed_when_it_started() throws Exception {
    Operation operation = queue.queued();
    worker.register();
    Claim claim = queue.operations.claimNext("w-1").orElseThrow();
    CountDownLatch claiming = new CountDownLatch(1);
    CompletableFuture<Void> drainStarted = new CompletableFuture<>();
    worker =
        worker(
            running -> {
              claiming.countDown();
              drainStarted.join(); // not interruptible, as a query of the database
              return Optional.of(claim);
            });
    run();
    claiming.await();

    CompletableFuture<String> stateAfterDrain =
        draining(Duration.ofMinutes(5)).thenApply(all -> queue.state(operation.id()));
    await().until(() -> state("w-1").equals("draining"));
    permits.release();
    drainStarted.complete(null);

    assertThat(stateAfterDrain.get()).isEqualTo("succeeded");
  }

  @Test
  void a_drain_in_progress_ends_when_it_is_aborted() throws Exception {
    queue.queued();
    run();
    await().until(() -> started.size() == 1);
    CompletableFuture<Boolean> drained = new CompletableFuture<>();
    Thread drain =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    drained.complete(worker.drain(Duration.ofMinutes(5)));
                  } catch (InterruptedException e) {
                    drained.completeExceptionally(e);
                  }
                });
    await()
        .until(
            () ->
                drain.getState() == Thread.State.TIMED_WAITING
                    && Arrays.stream(drain.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitIdle")));

    worker.abortDrain();

    assertThat(drained.get(20, TimeUnit.SECONDS)).isFalse();
    permits.release();
  }

  @Test
  void a_drain_warns_only_if_it_leaves_operations_to_the_next_worker() throws Exception {
    queue.queued();
    run();
    await().until(() -> started.size() == 1);
    try (RecordedLog log = RecordedLog.of(Worker.class)) {
      worker.drain(Duration.ZERO);
      assertThat(log.lines()).contains("WARN Worker w-1 leaves 1 operations to the next worker");

      permits.release();
      await().until(() -> worker.runningOperations() == 0);
      worker.drain(Duration.ZERO);
      assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }

  @Test
  void an_interrupt_that_is_not_the_end_of_the_worker_is_logged_as_an_error() throws Exception {
    try (RecordedLog log = RecordedLog.of(Worker.class)) {
      worker =
          worker(
              running -> {
                throw new InterruptedException();
              });
      run();
      await().until(() -> !isClaiming());
      assertThat(log.lines())
          .contains("ERROR Worker w-1 was interrupted and claims no more operations");
    }
    try (RecordedLog log = RecordedLog.of(Worker.class)) {
      CountDownLatch waiting = new CountDownLatch(1);
      worker =
          worker(
              running -> {
                waiting.countDown();
                return waitWithoutEnd();
              });
      worker.start();
      waiting.await();
      worker.close();
      await().until(() -> !isClaiming());
      assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
    }
  }

  private WorkerStartup startup(Takeovers takeovers) {
    return new WorkerStartup(worker, takeovers, Sleeper.SYSTEM);
  }

  private Takeovers takeovers() {
    RegisteredWorker self = identity("w-1", 2);
    return new Takeovers(
        self,
        queue.database,
        new OwnerLivenessChecker(self, pid -> 0, PodStatusChecker.NONE, LeasePolicy.STANDARD),
        queue.releaser,
        new TakeoverMetrics(new SimpleMeterRegistry()),
        System::nanoTime);
  }

  @Test
  void a_worker_registers_and_takes_over_from_its_predecessors_before_it_claims() throws Exception {
    queue.workers.register(identity("w-0", 2));
    queue.queued();
    Claim lost = queue.operations.claimNext("w-0").orElseThrow();
    try (Takeovers takeovers = takeovers()) {
      startup(takeovers).complete();
      assertThat(state("w-1")).isEqualTo("running");
      assertThat(queue.state(lost.operation())).isEqualTo("waiting");
    }
  }

  @Test
  void a_worker_starts_when_the_database_becomes_available() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    List<Duration> pauses = new ArrayList<>();
    database.beforeConnection(() -> database.setAvailable(attempts.incrementAndGet() > 3));
    try (Takeovers takeovers = takeovers();
        RecordedLog log = RecordedLog.of(WorkerStartup.class)) {
      new WorkerStartup(worker, takeovers, pauses::add).complete();

      assertThat(log.lines())
          .containsExactly(
              "WARN The database is unavailable; this worker starts when it is available");
    }
    assertThat(attempts).hasValue(4);
    assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(1));
    assertThat(state("w-1")).isEqualTo("running");
  }

  @Test
  void a_worker_does_not_start_after_any_other_error() {
    queue.jdbc.sql("alter table workers rename to removed_workers").update();
    try (Takeovers takeovers = takeovers()) {
      assertThatThrownBy(() -> startup(takeovers).complete())
          .isInstanceOf(BadSqlGrammarException.class);
    }
    queue.jdbc.sql("alter table removed_workers rename to workers").update();
  }

  @Test
  void a_sweep_publishes_the_operations_that_can_be_claimed() {
    Operation due = queue.queued();
    Operation later = queue.queued();
    queue
        .jdbc
        .sql("update operations set not_before = now() + interval '1 hour' where id = :id")
        .param("id", later.id().value())
        .update();
    CompletableFuture<List<OperationId>> published = new CompletableFuture<>();
    new QueueSweep(
            queue.operations,
            new WorkNotifier() {
              @Override
              public void publish(OperationId operation) {}

              @Override
              public NotificationResult await(Duration timeout) {
                return NotificationResult.UNAVAILABLE;
              }

              @Override
              public void synchronize(List<OperationId> operations) {
                published.complete(operations);
              }

              @Override
              public boolean isAvailable() {
                return true;
              }

              @Override
              public void close() {}
            })
        .sweep();
    assertThat(published).isCompletedWithValue(List.of(due.id()));
  }
}
