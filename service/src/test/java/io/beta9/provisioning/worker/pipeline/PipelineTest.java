package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.step;
import static io.beta9.provisioning.worker.pipeline.ScriptedPipelines.untilUnwanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.CancelRepository;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.liveness.TerminationEvidence;
import io.beta9.provisioning.worker.loop.LeaseRenewalLoop;
import io.beta9.provisioning.worker.loop.Worker;
import io.beta9.provisioning.worker.pipeline.Pipeline.Leaving;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What a worker does around its steps. */
class PipelineTest {
  private static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered Throttling");

  @TempDir private Path base;
  private final CountDownLatch begun = new CountDownLatch(1);
  private TestQueue queue;
  private WorkerRepository.Identity self;

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

  private void setByHand(EnvironmentId environment, String status) {
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
    CancelRepository cancels = new CancelRepository(queue.jdbc, JsonMapper.shared());
    queue.transactions.executeWithoutResult(
        status ->
            cancels.request(cancels.lockActive(claim.tenant(), claim.environment()).orElseThrow()));
  }

  private LeaseRenewalLoop renewals(Pipeline pipeline) {
    return new LeaseRenewalLoop(
        self,
        queue.workers,
        queue.claims,
        pipeline.atWork(),
        queue.releases,
        LeasePolicy.STANDARD,
        Clock.systemUTC());
  }

  @Test
  void a_cancelled_operation_ends_where_it_is_and_the_next_step_never_begins() throws Exception {
    AtomicInteger later = new AtomicInteger();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            untilUnwanted(StepName.NODES, begun),
            step(StepName.BETA9, context -> later.incrementAndGet()));
    Claim claim = claimed();
    try (LeaseRenewalLoop renewals = renewals(pipeline)) {
      renewals.start();
      CompletableFuture<Leaving> leaving =
          CompletableFuture.supplyAsync(() -> pipeline.carryOut(claim));
      begun.await();
      cancel(claim);

      assertThat(leaving.get()).isEqualTo(Leaving.ENDED);
    }

    assertThat(later).hasValue(0);
    assertThat(queue.state(claim.operation())).isEqualTo("cancelled");
    assertThat(queue.status(claim.environment())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("cancelled");
    assertThat(queue.told(claim.environment())).last().asString().startsWith("cancelled: ");
  }

  @Test
  void while_its_terraform_lives_here_nobody_elsewhere_gets_it_and_it_does_not_end()
      throws Exception {
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
    RecordedRun run = RecordedRun.living(base, claim.environment());
    pipeline.carryOut(claim);

    WorkerRepository.Identity elsewhere = queue.worker("w-elsewhere", 1, 10, "elsewhere");
    queue.jdbc.sql("update operations set not_before = now()").update();
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
    assertThat(queue.operations.claimNext(elsewhere.id())).isEmpty();
    assertThat(queue.operations.cancelWaiting(claim.environment())).isFalse();

    run.emptied("pid");
    pipeline.carryOut(queue.operations.claimNext(self.id()).orElseThrow());
    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("denied");
  }

  @Test
  void what_cannot_even_be_begun_ends_as_a_defect_and_does_not_come_back() {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(queue, base, step(StepName.APPLY, context -> {}));
    Claim claim = claimed();
    queue
        .jdbc
        .sql("update environments set infra_model = '{\"schema\": 99}' where id = :id")
        .param("id", claim.environment().value())
        .update();

    assertThat(pipeline.carryOut(claim)).isEqualTo(Leaving.ENDED);
    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(failureCode(claim.environment())).isEqualTo("defect");
  }

  @Test
  void a_worker_whose_registration_was_not_answered_registers_again() {
    queue.workers.register(self);
    assertThat(queue.jdbc.sql("select count(*) from workers").query(Integer.class).single())
        .isEqualTo(1);
  }

  @Test
  void attempts_are_counted_anew_once_an_operation_gets_further() {
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
      pipeline.carryOut(queue.operations.claimNext(self.id()).orElseThrow());
      attempts++;
    }

    assertThat(attempts)
        .as("four for each of the first two steps, and all for the last")
        .isEqualTo(4 + 4 + RetryPolicy.STANDARD.attempts());
  }

  private static void failUntil(AtomicInteger failures, int number) {
    if (failures.get() < number) {
      failures.incrementAndGet();
      throw new FailureException(THROTTLED);
    }
  }

  @Test
  void a_cancellation_outlives_the_worker_that_it_was_meant_for() throws Exception {
    Claim lost = claimed();
    cancel(lost);
    queue
        .claims
        .owners()
        .forEach(o -> queue.releases.ofDead(o, new TerminationEvidence.ProcessGone()));
    Claim next = queue.operations.claimNext(self.id()).orElseThrow();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue, base, untilUnwanted(StepName.NODES, begun), step(StepName.BETA9, context -> {}));
    try (LeaseRenewalLoop renewals = renewals(pipeline)) {
      renewals.start();
      assertThat(pipeline.carryOut(next)).isEqualTo(Leaving.ENDED);
    }
    assertThat(queue.state(next.operation())).isEqualTo("cancelled");
  }

  @Test
  void who_has_lost_the_claim_stops_and_writes_nothing() throws Exception {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue, base, untilUnwanted(StepName.NODES, begun), step(StepName.BETA9, context -> {}));
    Claim claim = claimed();
    CompletableFuture<Leaving> leaving =
        CompletableFuture.supplyAsync(() -> pipeline.carryOut(claim));
    begun.await();
    queue
        .claims
        .owners()
        .forEach(o -> queue.releases.ofDead(o, new TerminationEvidence.ProcessGone()));
    Claim next = queue.operations.claimNext(self.id()).orElseThrow();
    int told = queue.told(claim.environment()).size();

    LeaseRenewalLoop renewals = renewals(pipeline);
    renewals.renew();

    assertThat(leaving.get()).isEqualTo(Leaving.LOST);
    assertThat(queue.told(claim.environment())).hasSize(told);
    assertThat(next.epoch()).isEqualTo(2);
    assertThat(queue.state(claim.operation())).isEqualTo("running");
  }

  @Test
  void who_lets_go_leaves_the_operation_for_the_next() throws Exception {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue, base, untilUnwanted(StepName.NODES, begun), step(StepName.BETA9, context -> {}));
    Claim claim = claimed();
    CompletableFuture<Leaving> leaving =
        CompletableFuture.supplyAsync(() -> pipeline.carryOut(claim));
    begun.await();
    pipeline.detach();
    assertThat(leaving.get()).isEqualTo(Leaving.LET_GO);
    assertThat(queue.state(claim.operation())).isEqualTo("running");
  }

  @Test
  void what_is_held_and_not_worked_on_goes_back_into_the_queue() {
    Pipeline pipeline = ScriptedPipelines.pipeline(queue, base);
    Claim forgotten = claimed();
    LeaseRenewalLoop renewals = renewals(pipeline);
    renewals.renew();
    assertThat(queue.state(forgotten.operation())).as("it may just begin").isEqualTo("running");
    renewals.renew();
    assertThat(queue.state(forgotten.operation())).isEqualTo("waiting");
    assertThat(queue.told(forgotten.environment()))
        .singleElement()
        .asString()
        .startsWith("released");
  }

  @Test
  void a_status_of_destroyed_that_was_set_by_hand_ends_the_operation_and_stays() {
    Claim claim = claimed();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(StepName.PLAN, context -> setByHand(claim.environment(), "destroyed")),
            step(StepName.APPLY, context -> {}));
    assertThat(pipeline.carryOut(claim)).isEqualTo(Leaving.ENDED);
    assertThat(queue.state(claim.operation())).isEqualTo("failed");
    assertThat(queue.status(claim.environment())).isEqualTo("destroyed");
    assertThat(queue.told(claim.environment()))
        .last()
        .asString()
        .contains("set its status to destroyed by hand", "env destroy");
  }

  @ParameterizedTest
  @EnumSource(OperationKind.class)
  void destroyed_by_hand_is_no_trap_in_the_last_step_either(OperationKind kind) {
    if (kind == OperationKind.CHECK_DRIFT) {
      return;
    }
    queue.queued(kind, kind == OperationKind.DESTROY ? "destroy_queued" : "queued");
    Claim claim = queue.operations.claimNext(self.id()).orElseThrow();
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue,
            base,
            step(StepName.SWEEP, context -> setByHand(claim.environment(), "destroyed")));
    pipeline.carryOut(claim);
    assertThat(queue.state(claim.operation()))
        .isEqualTo(kind == OperationKind.DESTROY ? "succeeded" : "failed");
    assertThat(queue.status(claim.environment())).isEqualTo("destroyed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "failed", "queued", "destroying", "bootstrapping"})
  void any_other_status_that_was_set_by_hand_is_overtaken_by_what_is_true(String status) {
    Claim claim = claimed();
    ScriptedPipelines.pipeline(
            queue, base, step(StepName.CHECK, context -> setByHand(claim.environment(), status)))
        .carryOut(claim);
    assertThat(queue.state(claim.operation())).isEqualTo("succeeded");
    assertThat(queue.status(claim.environment())).isEqualTo("ready");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "failed", "destroying"})
  void a_try_that_is_to_be_made_again_waits_whatever_was_set_by_hand(String status) {
    Claim claim = claimed();
    ScriptedPipelines.pipeline(
            queue,
            base,
            step(
                StepName.CHECK,
                context -> {
                  setByHand(claim.environment(), status);
                  throw new FailureException(THROTTLED);
                }))
        .carryOut(claim);
    assertThat(queue.state(claim.operation())).isEqualTo("waiting");
    assertThat(queue.status(claim.environment())).isEqualTo("queued");
  }

  @Test
  void a_worker_drains_and_one_that_is_hurried_leaves_its_operation_to_whoever_is_next()
      throws Exception {
    Pipeline pipeline =
        ScriptedPipelines.pipeline(
            queue, base, untilUnwanted(StepName.NODES, begun), step(StepName.BETA9, context -> {}));
    WorkerRepository.Identity other = queue.worker("w-other", 2, 20, "elsewhere");
    WorkerRepository.Identity draining =
        new WorkerRepository.Identity(
            "w-draining", "here", "boot", 3, 30, null, null, null, "test", 2);
    var operation = queue.queued();
    try (Worker worker =
        new Worker(
            draining,
            queue.workers,
            queue.operations,
            TestQueue.SILENT,
            pipeline,
            queue.releases,
            Clock.systemUTC())) {
      worker.register();
      worker.start();
      begun.await();
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

      worker.hurry();

      assertThat(drained.get()).isFalse();
      pipeline.detach();
      assertThat(worker.letGo(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(state(draining)).isEqualTo("stopped");
    assertThat(queue.state(operation.id())).isEqualTo("waiting");
    assertThat(queue.operations.claimNext(other.id()).orElseThrow().operation())
        .isEqualTo(operation.id());
    assertThat(queue.told(operation.environment()))
        .last()
        .asString()
        .contains("let go of the operation");
  }

  private String state(WorkerRepository.Identity worker) {
    return queue
        .jdbc
        .sql("select state from workers where id = :id")
        .param("id", worker.id())
        .query(String.class)
        .single();
  }
}
