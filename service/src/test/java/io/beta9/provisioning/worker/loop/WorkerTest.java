package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.WorkNotifier;
import io.beta9.provisioning.testing.RecordedLog;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.liveness.OwnerLivenessChecker;
import io.beta9.provisioning.worker.liveness.PodStatusChecker;
import io.beta9.provisioning.worker.liveness.TakeoverMetrics;
import io.beta9.provisioning.worker.liveness.Takeovers;
import io.beta9.provisioning.worker.pipeline.TestQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.BadSqlGrammarException;

/** Claiming up to the concurrency, draining, stopping, and starting. */
@Timeout(60)
class WorkerTest extends WorkerScenario {
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
