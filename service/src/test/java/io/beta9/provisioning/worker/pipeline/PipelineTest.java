package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.untilStopRequested;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.environment.EventKind;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.operation.TerminationEvidence;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.testing.RegisteredWorkers;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventData.ReleaseReason;
import io.beta9.provisioning.timeline.StoredEvent;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** How a worker executes, ends and releases operations. */
class PipelineTest {
  private static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered Throttling");

  @TempDir private Path base;
  private final CountDownLatch stepStarted = new CountDownLatch(1);
  private TestQueue queue;
  private RegisteredWorker self;

  @BeforeEach
  void start() {
    queue = new TestQueue(Servers.migratedDatabase());
    self = queue.worker("w-self", 1, 10, "here");
  }

  @AfterEach
  void stop() {
    queue.database.close();
  }

  private Claim claimed() {
    queue.queued();
    return queue.operations.claimNext(self.id()).orElseThrow();
  }

  private void setManually(EnvironmentId environment, String status) {
    queue
        .jdbc
        .sql("update environments set status = :status where id = :id")
        .param("status", status)
        .param("id", environment.value())
        .update();
  }

  private String failureCode(EnvironmentId environment) {
    return queue
        .jdbc
        .sql("select failure ->> 'code' from environments where id = :id")
        .param("id", environment.value())
        .query(String.class)
        .single();
  }

  private void cancel(Claim claim) {
    CancelRepository cancels = new CancelRepository(queue.jdbc);
    queue.transactions.executeWithoutResult(
        status ->
            cancels.requestCancellation(
                cancels.lockActive(claim.tenant(), claim.environment()).orElseThrow()));
  }

  private LeaseRenewalLoop renewals(Pipeline pipeline) {
    return new LeaseRenewalLoop(
        self,
        queue.workers,
        queue.claims,
        pipeline.activeClaims(),
        queue.releaser,
        Clock.systemUTC(),
        System::nanoTime);
  }

  @Test
  void ends_a_cancelled_operation_before_the_next_step() throws Exception {
    AtomicInteger later = new AtomicInteger();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            untilStopRequested(StepName.NODES, stepStarted),
            step(StepName.BETA9, context -> later.incrementAndGet()));
    Claim claim = claimed();
    try (LeaseRenewalLoop renewals = renewals(pipeline)) {
      renewals.start();
      CompletableFuture<PipelineResult> leaving =
          CompletableFuture.supplyAsync(() -> pipeline.execute(claim));
      stepStarted.await();
      cancel(claim);

      assertThat(leaving.get()).isEqualTo(PipelineResult.ENDED);
    }

    assertThat(later).hasValue(0);
    assertThat(queue.state(claim.operation())).isEqualTo("cancelled");
    assertThat(queue.status(claim.environment())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("operation-cancelled");
    assertThat(queue.eventsOf(claim.environment()))
        .last()
        .matches(event -> event.is(EventKind.CANCELLED));
  }

  @Test
  void keeps_an_operation_on_this_host_while_its_terraform_is_running() throws Exception {
    Failure denied =
        Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster")
            .with(FailureParameter.REPORTED, "AWS answered AccessDenied");
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.STATE_BACKEND,
                context -> {
                  throw new FailureException(denied);
                }));
    Claim claim = claimed();
    RecordedRun run = RecordedRun.running(base, claim.environment());
    pipeline.execute(claim);

    RegisteredWorker elsewhere = queue.worker("w-elsewhere", 1, 10, "elsewhere");
    queue.jdbc.sql("update operations set not_before = now()").update();
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
    assertThat(queue.operations.claimNext(elsewhere.id())).isEmpty();
    assertThat(queue.operations.cancelWaiting(claim.environment())).isFalse();

    run.emptied("pid");
    pipeline.execute(queue.operations.claimNext(self.id()).orElseThrow());
    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("access-denied");
  }

  @Test
  void cleans_up_before_a_final_failure_is_recorded_and_not_before_another_attempt() {
    EnvironmentId environment = queue.queued().environment();
    List<String> statuses = new ArrayList<>();
    StepCatalog catalog =
        cleaningUp(
            step(StepName.APPLY, context -> failUntil(new AtomicInteger(), Integer.MAX_VALUE)),
            step(StepName.CLOSE_ENDPOINT, context -> statuses.add(queue.status(environment))));
    int attempts = 0;
    while (!queue.status(environment).equals("failed")) {
      assertThat(statuses).isEmpty();
      queue.jdbc.sql("update operations set not_before = now()").update();
      ScriptedPipelines.pipeline(queue, base, catalog)
          .execute(queue.operations.claimNext(self.id()).orElseThrow());
      attempts++;
    }

    assertThat(attempts).isGreaterThan(1);
    assertThat(statuses).containsExactly("provisioning");
  }

  @Test
  void records_the_failure_of_the_operation_whatever_becomes_of_the_clean_up() {
    assertFailureRecorded(new FailureException(THROTTLED));
  }

  @Test
  void records_the_failure_of_the_operation_after_an_internal_error_of_the_clean_up() {
    assertFailureRecorded(new IllegalStateException("a bug"));
  }

  private void assertFailureRecorded(RuntimeException ofCleanUp) {
    Claim claim = claimed();
    StepCatalog catalog =
        cleaningUp(
            step(
                StepName.APPLY,
                context -> {
                  throw new FailureException(Failure.of(FailureCode.ACCESS_DENIED));
                }),
            step(
                StepName.CLOSE_ENDPOINT,
                context -> {
                  throw ofCleanUp;
                }));

    ScriptedPipelines.pipeline(queue, base, catalog).execute(claim);

    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("access-denied");
  }

  private static StepCatalog cleaningUp(Step step, Step cleanUp) {
    return new StepCatalog() {
      @Override
      public List<Step> steps(OperationKind kind) {
        return List.of(step);
      }

      @Override
      public Optional<Step> afterFailure(OperationKind kind) {
        return Optional.of(cleanUp);
      }
    };
  }

  @Test
  void fails_an_operation_that_cannot_be_opened() {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(queue, base, step(StepName.APPLY, context -> {}));
    Claim claim = claimed();
    queue
        .jdbc
        .sql("update environments set infra_model = '{\"tags\": 1}' where id = :id")
        .param("id", claim.environment().value())
        .update();

    assertThat(pipeline.execute(claim)).isEqualTo(PipelineResult.ENDED);
    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("unexpected-error");
  }

  @Test
  void registers_again_after_a_lost_response() {
    queue.workers.register(self);
    assertThat(queue.jdbc.sql("select count(*) from workers").query(Integer.class).single())
        .isEqualTo(1);
  }

  @Test
  void restarts_the_count_of_attempts_after_progress() {
    AtomicInteger failures = new AtomicInteger();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(StepName.APPLY, context -> failUntil(failures, 4)),
            step(StepName.BASELINE, context -> failUntil(failures, 8)),
            step(StepName.CHECK, context -> failUntil(failures, Integer.MAX_VALUE)));
    EnvironmentId environment = queue.queued().environment();

    int attempts = 0;
    while (!queue.status(environment).equals("failed")) {
      queue.jdbc.sql("update operations set not_before = now()").update();
      pipeline.execute(queue.operations.claimNext(self.id()).orElseThrow());
      attempts++;
    }

    assertThat(attempts)
        .as("four for each of the first two steps, and the maximum for the last")
        .isEqualTo(4 + 4 + RetryPolicy.STANDARD.transientFailures().maxAttempts());
  }

  private static void failUntil(AtomicInteger failures, int number) {
    if (failures.get() < number) {
      failures.incrementAndGet();
      throw new FailureException(THROTTLED);
    }
  }

  @Test
  void applies_a_cancellation_after_a_takeover() throws Exception {
    Claim lost = claimed();
    cancel(lost);
    queue
        .claims
        .owners()
        .forEach(o -> queue.releaser.releaseDead(o, new TerminationEvidence.ProcessGone()));
    Claim next = queue.operations.claimNext(self.id()).orElseThrow();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            untilStopRequested(StepName.NODES, stepStarted),
            step(StepName.BETA9, context -> {}));
    try (LeaseRenewalLoop renewals = renewals(pipeline)) {
      renewals.start();
      assertThat(pipeline.execute(next)).isEqualTo(PipelineResult.ENDED);
    }
    assertThat(queue.state(next.operation())).isEqualTo("cancelled");
  }

  @Test
  void stops_and_writes_nothing_after_the_claim_was_lost() throws Exception {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            untilStopRequested(StepName.NODES, stepStarted),
            step(StepName.BETA9, context -> {}));
    Claim claim = claimed();
    CompletableFuture<PipelineResult> leaving =
        CompletableFuture.supplyAsync(() -> pipeline.execute(claim));
    stepStarted.await();
    queue
        .claims
        .owners()
        .forEach(o -> queue.releaser.releaseDead(o, new TerminationEvidence.ProcessGone()));
    Claim next = queue.operations.claimNext(self.id()).orElseThrow();
    int eventsBefore = queue.eventsOf(claim.environment()).size();

    LeaseRenewalLoop renewals = renewals(pipeline);
    renewals.renew();

    assertThat(leaving.get()).isEqualTo(PipelineResult.CLAIM_LOST);
    assertThat(queue.eventsOf(claim.environment())).hasSize(eventsBefore);
    assertThat(next.epoch()).isEqualTo(2);
    assertThat(queue.state(claim.operation())).isEqualTo("running");
  }

  @Test
  void leaves_a_detached_operation_to_the_next_worker() throws Exception {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            untilStopRequested(StepName.NODES, stepStarted),
            step(StepName.BETA9, context -> {}));
    Claim claim = claimed();
    CompletableFuture<PipelineResult> leaving =
        CompletableFuture.supplyAsync(() -> pipeline.execute(claim));
    stepStarted.await();
    pipeline.detach();
    assertThat(leaving.get()).isEqualTo(PipelineResult.DETACHED);
    assertThat(queue.state(claim.operation())).isEqualTo("running");
  }

  @Test
  void releases_a_claim_that_is_held_but_not_executed() {
    Pipeline pipeline = ScriptedPipelines.pipeline(queue, base);
    Claim unstarted = claimed();
    LeaseRenewalLoop renewals = renewals(pipeline);
    renewals.renew();
    assertThat(queue.state(unstarted.operation()))
        .as("it may just be starting")
        .isEqualTo("running");
    renewals.renew();
    assertThat(queue.state(unstarted.operation())).isEqualTo("waiting");
    assertThat(queue.eventsOf(unstarted.environment()))
        .singleElement()
        .matches(event -> event.is(EventKind.RELEASED));
  }

  @Test
  void ends_the_operation_if_the_status_is_set_to_destroyed_manually() {
    Claim claim = claimed();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(StepName.PLAN, context -> setManually(claim.environment(), "destroyed")),
            step(StepName.APPLY, context -> {}));
    assertThat(pipeline.execute(claim)).isEqualTo(PipelineResult.ENDED);
    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(queue.status(claim.environment())).isEqualTo("destroyed");
    assertThat(queue.eventsOf(claim.environment()))
        .last()
        .matches(event -> event.is(EventKind.FAILED))
        .extracting(event -> event.data().path("failure").path("code").asString(""))
        .isEqualTo(FailureCode.STATUS_SET_MANUALLY.code());
  }

  @ParameterizedTest
  @EnumSource(value = OperationKind.class, mode = Mode.EXCLUDE, names = "PLAN")
  void ends_the_operation_if_the_status_is_set_to_destroyed_in_the_last_step(OperationKind kind) {
    queue.queued(kind, kind == OperationKind.DESTROY ? "destroy_queued" : "queued");
    Claim claim = queue.operations.claimNext(self.id()).orElseThrow();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(StepName.SWEEP, context -> setManually(claim.environment(), "destroyed")));
    pipeline.execute(claim);
    assertThat(queue.state(claim.operation()))
        .isEqualTo(kind == OperationKind.DESTROY ? "succeeded" : "failed");
    assertThat(queue.status(claim.environment())).isEqualTo("destroyed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "failed", "queued", "destroying", "bootstrapping"})
  void overwrites_any_other_manually_set_status(String status) {
    Claim claim = claimed();
    ScriptedPipelines.pipeline(
            queue, base, step(StepName.CHECK, context -> setManually(claim.environment(), status)))
        .execute(claim);
    assertThat(queue.state(claim.operation())).isEqualTo("succeeded");
    assertThat(queue.status(claim.environment())).isEqualTo("ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "failed", "destroying"})
  void postpones_an_attempt_whatever_status_was_set_manually(String status) {
    Claim claim = claimed();
    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.CHECK,
                context -> {
                  setManually(claim.environment(), status);
                  throw new FailureException(THROTTLED);
                }))
        .execute(claim);
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
    assertThat(queue.status(claim.environment())).isEqualTo("queued");
  }

  @Test
  void releases_running_operations_if_a_drain_is_aborted() throws Exception {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            untilStopRequested(StepName.NODES, stepStarted),
            step(StepName.BETA9, context -> {}));
    RegisteredWorker other = queue.worker("w-other", 2, 20, "elsewhere");
    RegisteredWorker draining = RegisteredWorkers.withConcurrency("w-draining", 2);
    var operation = queue.queued();
    try (Worker worker =
        new Worker(
            draining,
            queue.workers,
            queue.claimSource(draining.id(), TestQueue.NO_NOTIFICATIONS),
            pipeline,
            queue.releaser,
            Clock.systemUTC())) {
      worker.register();
      worker.start();
      stepStarted.await();
      CompletableFuture<Boolean> drained =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return worker.drain(Duration.ofMinutes(5));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      await().until(() -> state(draining).equals("draining"));
      queue.queued();
      assertThat(drained).isNotDone();

      worker.abortDrain();

      assertThat(drained.get()).isFalse();
      pipeline.detach();
      assertThat(worker.awaitDetached(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(state(draining)).isEqualTo("stopped");
    assertThat(queue.state(operation.id())).isEqualTo("waiting");
    assertThat(queue.operations.claimNext(other.id()).orElseThrow().operation())
        .isEqualTo(operation.id());
    assertThat(queue.eventsOf(operation.environment()))
        .last()
        .isEqualTo(
            StoredEvent.of(new EventData.Released(draining.id(), ReleaseReason.WORKER_STOPS)));
  }

  private String state(RegisteredWorker worker) {
    return queue
        .jdbc
        .sql("select state from workers where id = :id")
        .param("id", worker.id())
        .query(String.class)
        .single();
  }
}
