package io.beta9.provisioning.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.Operation;
import io.beta9.provisioning.testing.RecordedLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a worker that completes its operations. */
class WorkerDrainTest extends WorkerScenario {
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
}
