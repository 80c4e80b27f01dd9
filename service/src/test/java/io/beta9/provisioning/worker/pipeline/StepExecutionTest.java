package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.run.RecordedRun;
import io.beta9.provisioning.terraform.run.ScriptedTerraform;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.InMemoryLifecycle.EndKind;
import io.beta9.provisioning.worker.pipeline.InMemoryLifecycle.RecordedEnd;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation.LogLine;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.beta9.provisioning.worker.steps.Pipelines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What a pipeline does after each way in which a step can end, without a database. */
class StepExecutionTest {
  private static final Failure THROTTLED =
      Failure.of(FailureCode.THROTTLED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered Throttling");
  private static final Failure DENIED =
      Failure.of(FailureCode.ACCESS_DENIED, "Creating the cluster")
          .with(FailureParameter.REPORTED, "AWS answered AccessDenied");

  @TempDir private Path base;
  private final SimulatedAccount cloud = SimulatedAccount.withoutNetwork();
  private final AdvancingClock clock = new AdvancingClock();
  private final List<String> executed = new ArrayList<>();

  @AfterEach
  void close() {
    cloud.close();
  }

  private InMemoryOperation operation(OperationKind kind) {
    return new InMemoryOperation(kind, ScriptedPipelines.dependencies(base, clock));
  }

  private Step step(StepName name, Step.StepAction action) {
    return ScriptedPipelines.step(
        name,
        context -> {
          executed.add(name.code());
          action.run(context);
        });
  }

  /** A step that prepares the worker for a later one. */
  private Step preparing(StepName name, StepName skippedAfter, Step.StepAction action) {
    return new Step(
        name,
        Transition.PROVISION,
        skippedAfter,
        Duration.ofMinutes(1),
        step(name, action).action());
  }

  private static Step.StepAction failing(Failure failure) {
    return context -> {
      throw new FailureException(failure);
    };
  }

  private void cancelledWait() {
    new WaitContext(clock, clock.instant(), () -> true, message -> {}).throwIfCancelled();
  }

  private static Step.StepAction throwing(RuntimeException exception) {
    return context -> {
      throw exception;
    };
  }

  private static PipelineResult execute(InMemoryOperation operation, Claim claim, Step... steps) {
    return operation.pipeline(new Pipelines(List.of(steps), List.of(steps))).execute(claim);
  }

  private static PipelineResult execute(InMemoryOperation operation, Step... steps) {
    return execute(operation, operation.claim(), steps);
  }

  private static RecordedEnd end(InMemoryOperation operation) {
    assertThat(operation.lifecycle().ends()).hasSize(1);
    return operation.lifecycle().ends().getFirst();
  }

  private static double count(InMemoryOperation operation, String outcome, String failureClass) {
    return operation
        .meters()
        .get("provisioning.operations")
        .tag("kind", operation.claim().kind().code())
        .tag("outcome", outcome)
        .tag("class", failureClass)
        .counter()
        .count();
  }

  @Test
  void executes_the_steps_in_their_order_and_records_the_progress_before_each() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    assertThat(
            execute(
                operation,
                step(StepName.PREFLIGHT, context -> {}),
                step(StepName.APPLY, context -> {})))
        .isEqualTo(PipelineResult.ENDED);

    assertThat(executed).containsExactly("preflight", "apply");
    assertThat(operation.lifecycle().completed()).containsExactly("preflight", "apply");
    assertThat(operation.lifecycle().progress())
        .containsExactly(
            new Progress("preflight", 0, 2, 0, 0, List.of()),
            new Progress("apply", 1, 2, 0, 0, List.of()),
            new Progress(null, 2, 2, 0, 0, List.of()));
  }

  @Test
  void logs_in_the_name_of_the_step_that_is_executed() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(operation, step(StepName.NODES, context -> context.log().append("kubernetes", "a")));

    assertThat(operation.log()).containsExactly(new LogLine("nodes", "kubernetes", "a"));
  }

  @ParameterizedTest
  @CsvSource({
    "PROVISION, SUCCEEDED, BECOME_READY",
    "UPDATE, SUCCEEDED, BECOME_READY",
    "DESTROY, SUCCEEDED, FINISH_DESTROY",
    "PLAN, PLANNED,"
  })
  void ends_with_the_status_of_its_kind(OperationKind kind, EndKind end, Transition transition) {
    InMemoryOperation operation = operation(kind);
    operation.lifecycle().setSinceRequested(Duration.ofMinutes(17));

    execute(operation, step(StepName.APPLY, context -> {}));

    assertThat(end(operation)).isEqualTo(new RecordedEnd(end, 1, null, null, transition, null));
    assertThat(count(operation, "succeeded", "none")).isEqualTo(1);
    assertThat(
            operation
                .meters()
                .get("provisioning.duration")
                .tag("kind", kind.code())
                .timer()
                .totalTime(TimeUnit.MINUTES))
        .isEqualTo(17);
  }

  @Test
  void counts_the_claim_and_measures_the_duration_of_each_step() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(operation, step(StepName.APPLY, context -> clock.advance(Duration.ofSeconds(90))));

    assertThat(
            operation
                .meters()
                .get("provisioning.claims")
                .tag("kind", "provision")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(operation.lifecycle().durations()).containsExactly(Duration.ofSeconds(90));
    assertThat(
            operation
                .meters()
                .get("provisioning.step.duration")
                .tag("step", "apply")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(90);
  }

  @Test
  void skips_what_an_earlier_claim_completed_and_prepares_the_worker_again() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.lifecycle().setCompleted("preflight", "stack", "init", "apply");

    execute(
        operation,
        step(StepName.PREFLIGHT, context -> {}),
        preparing(StepName.STACK, StepName.APPLY, context -> {}),
        preparing(StepName.INIT, StepName.OUTPUTS, context -> {}),
        step(StepName.APPLY, context -> {}),
        step(StepName.OUTPUTS, context -> {}));

    assertThat(executed).containsExactly("init", "outputs");
    assertThat(operation.lifecycle().progress().getFirst().stepsCompleted())
        .as("steps that are skipped count as completed")
        .isEqualTo(2);
  }

  @Test
  void executes_a_step_that_no_other_makes_unnecessary_in_every_claim() {
    InMemoryOperation operation = operation(OperationKind.DESTROY);
    operation.lifecycle().setCompleted("sweep");

    execute(operation, preparing(StepName.SWEEP, null, context -> {}));

    assertThat(executed).containsExactly("sweep");
  }

  @ParameterizedTest
  @CsvSource({"PROVISION, AWAIT_PROVISION", "UPDATE, AWAIT_PROVISION", "DESTROY, AWAIT_DESTROY"})
  void postpones_a_failure_that_passes_by_itself(OperationKind kind, Transition waiting) {
    InMemoryOperation operation = operation(kind);

    assertThat(execute(operation, step(StepName.APPLY, failing(THROTTLED))))
        .isEqualTo(PipelineResult.ENDED);

    RecordedEnd end = end(operation);
    assertThat(end.kind()).isEqualTo(EndKind.POSTPONED);
    assertThat(end.phase()).isEqualTo("apply");
    assertThat(end.transition()).isEqualTo(waiting);
    assertThat(end.failure()).isEqualTo(THROTTLED.forEnvironment(SimulatedAccount.ID.value()));
    assertThat(end.pause()).isBetween(Duration.ofMillis(7500), Duration.ofMillis(12500));
    assertThat(count(operation, "retried", "transient")).isEqualTo(1);
  }

  @Test
  void fails_immediately_if_waiting_does_not_help() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation, step(StepName.PREFLIGHT, failing(DENIED)), step(StepName.APPLY, context -> {}));

    assertThat(executed).containsExactly("preflight");
    assertThat(end(operation))
        .isEqualTo(
            new RecordedEnd(
                EndKind.FAILED,
                1,
                "preflight",
                DENIED.forEnvironment(SimulatedAccount.ID.value()),
                null,
                null));
    assertThat(count(operation, "failed", DENIED.kind().code())).isEqualTo(1);
  }

  @Test
  void the_last_attempt_fails_without_announcing_a_further_one() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(operation, operation.claim(1, 10), step(StepName.APPLY, failing(THROTTLED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
    assertThat(end(operation).failure().parameter(FailureParameter.ATTEMPTS)).contains("10");
  }

  @Test
  void fails_when_the_time_for_attempts_is_over() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.lifecycle().setSinceFirstClaim(Duration.ofHours(4));

    execute(operation, step(StepName.APPLY, failing(THROTTLED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
  }

  @Test
  void counts_attempts_from_one_after_a_durable_step() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation,
        operation.claim(1, 10),
        step(StepName.APPLY, context -> {}),
        step(StepName.OUTPUTS, failing(THROTTLED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.POSTPONED);
    assertThat(end(operation).attempt()).isEqualTo(1);
  }

  @Test
  void a_step_that_only_prepares_the_worker_does_not_count_as_progress() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation,
        operation.claim(1, 10),
        preparing(StepName.INIT, StepName.APPLY, context -> {}),
        step(StepName.APPLY, failing(THROTTLED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
    assertThat(end(operation).attempt()).isEqualTo(10);
  }

  @Test
  void never_repeats_a_plan_by_itself() {
    InMemoryOperation operation = operation(OperationKind.PLAN);

    execute(operation, step(StepName.PLAN, failing(THROTTLED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
  }

  @Test
  void keeps_a_failed_operation_while_its_terraform_is_running() throws Exception {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    RecordedRun.running(base, SimulatedAccount.ID);

    execute(operation, step(StepName.STATE_BACKEND, failing(DENIED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.POSTPONED_WHILE_TERRAFORM_RUNS);
    assertThat(end(operation).pause()).isEqualTo(Duration.ofSeconds(30));
    assertThat(end(operation).transition()).isEqualTo(Transition.AWAIT_PROVISION);
    assertThat(count(operation, "retried", DENIED.kind().code())).isEqualTo(1);
  }

  @Test
  void keeps_the_pause_of_a_failure_that_passes_while_terraform_is_running() throws Exception {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    RecordedRun.running(base, SimulatedAccount.ID);

    execute(operation, step(StepName.STATE_BACKEND, failing(THROTTLED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.POSTPONED_WHILE_TERRAFORM_RUNS);
    assertThat(end(operation).pause()).isLessThan(Duration.ofSeconds(13));
  }

  @Test
  void a_terraform_process_that_has_reported_its_end_does_not_keep_the_operation()
      throws Exception {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    RecordedRun run = RecordedRun.running(base, SimulatedAccount.ID);
    Files.writeString(run.folder().resolve("exit"), "1\n");

    execute(operation, step(StepName.STATE_BACKEND, failing(DENIED)));

    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
  }

  @Test
  void leaves_a_detached_operation_to_the_next_claim() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    assertThat(
            execute(
                operation,
                step(StepName.APPLY, throwing(new DetachedException("the worker stops", null)))))
        .isEqualTo(PipelineResult.DETACHED);

    assertThat(operation.lifecycle().ends()).isEmpty();
    assertThat(operation.lifecycle().completed()).isEmpty();
  }

  @Test
  void records_nothing_after_the_claim_was_lost() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    assertThat(
            execute(
                operation,
                step(StepName.APPLY, throwing(new ClaimLostException(operation.claim())))))
        .isEqualTo(PipelineResult.CLAIM_LOST);

    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void an_interrupted_worker_leaves_the_operation_to_the_next_claim() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    PipelineResult result =
        execute(
            operation,
            step(
                StepName.APPLY,
                context -> {
                  throw new InterruptedException();
                }));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result).isEqualTo(PipelineResult.DETACHED);
    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void an_unavailable_database_does_not_fail_the_operation() {
    for (RuntimeException unavailable :
        List.of(
            new QueryTimeoutException("no answer"),
            new CannotCreateTransactionException("no connection"))) {
      InMemoryOperation operation = operation(OperationKind.PROVISION);

      assertThat(execute(operation, step(StepName.APPLY, throwing(unavailable))))
          .isEqualTo(PipelineResult.DETACHED);

      assertThat(operation.lifecycle().ends()).isEmpty();
    }
  }

  @Test
  void a_statement_that_the_database_rejects_fails_the_operation() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation,
        step(StepName.APPLY, throwing(new DataIntegrityViolationException("duplicate key"))));

    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.UNEXPECTED_ERROR);
  }

  @Test
  void resumes_an_operation_whose_end_could_not_be_recorded() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    assertThat(
            execute(
                operation,
                step(
                    StepName.APPLY,
                    context ->
                        operation
                            .lifecycle()
                            .failWrites(new DataIntegrityViolationException("no")))))
        .isEqualTo(PipelineResult.DETACHED);
  }

  @ParameterizedTest
  @CsvSource({"out of range, IllegalStateException: out of range", ", IllegalStateException"})
  void an_internal_error_fails_the_operation_with_its_type_and_message(
      String message, String reported) {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(operation, step(StepName.APPLY, throwing(new IllegalStateException(message))));

    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
    assertThat(end(operation).phase()).isEqualTo("apply");
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.UNEXPECTED_ERROR);
    assertThat(end(operation).failure().parameter(FailureParameter.REPORTED)).contains(reported);
  }

  @Test
  void a_full_disk_of_the_host_is_retried() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation,
        step(
            StepName.STACK,
            throwing(new UncheckedIOException(new IOException("No space left on device")))));

    assertThat(end(operation).kind()).isEqualTo(EndKind.POSTPONED);
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.DISK_FULL);
  }

  @Test
  void an_operation_that_cannot_be_opened_fails_before_its_first_step() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.environment().setModel("{\"tags\": 1}");

    assertThat(execute(operation, step(StepName.APPLY, context -> {})))
        .isEqualTo(PipelineResult.ENDED);

    assertThat(executed).isEmpty();
    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
    assertThat(end(operation).phase()).isNull();
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.UNEXPECTED_ERROR);
  }

  @Test
  void an_operation_whose_opening_exhausts_the_stack_fails() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.failOpening(new StackOverflowError());

    assertThat(execute(operation)).isEqualTo(PipelineResult.ENDED);
    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
  }

  @Test
  void an_operation_whose_claim_is_lost_at_its_opening_records_nothing() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.failOpening(new ClaimLostException(operation.claim()));

    assertThat(execute(operation)).isEqualTo(PipelineResult.CLAIM_LOST);
    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void an_operation_that_cannot_be_read_is_resumed() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.failOpening(new QueryTimeoutException("no answer"));

    assertThat(execute(operation)).isEqualTo(PipelineResult.DETACHED);
    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void an_operation_is_active_only_while_it_is_executed() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    Claim claim = operation.claim();
    Pipeline pipeline =
        operation.pipeline(
            new Pipelines(
                List.of(
                    step(
                        StepName.APPLY,
                        context ->
                            assertThat(operation.activeClaims().claims()).containsExactly(claim))),
                List.of()));

    pipeline.execute(claim);

    assertThat(operation.lifecycle().failures()).isEmpty();
    assertThat(pipeline.activeClaims().claims()).isEmpty();
  }

  @Test
  void a_worker_that_stops_detaches_from_all_its_operations() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    List<Pipeline> pipeline = new ArrayList<>();
    Step stopping = step(StepName.APPLY, context -> pipeline.getFirst().detach());
    pipeline.add(
        operation.pipeline(
            new Pipelines(List.of(stopping, step(StepName.OUTPUTS, context -> {})), List.of())));

    assertThat(pipeline.getFirst().execute(operation.claim())).isEqualTo(PipelineResult.DETACHED);

    assertThat(executed).containsExactly("apply");
    assertThat(operation.lifecycle().completed()).containsExactly("apply");
    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void a_cancelled_operation_ends_before_its_next_step() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation,
        step(StepName.APPLY, context -> context.cancellation().interrupt()),
        step(StepName.OUTPUTS, context -> {}));

    assertThat(executed).containsExactly("apply");
    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED);
    assertThat(count(operation, "cancelled", FailureClass.CANCELLED.code())).isEqualTo(1);
  }

  @Test
  void a_cancelled_wait_in_the_cluster_ends_the_operation() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    execute(
        operation,
        step(
            StepName.NODES,
            context -> {
              context.cancellation().interrupt();
              cancelledWait();
            }));

    assertThat(end(operation).phase()).isEqualTo("nodes");
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED);
  }

  @Test
  void a_wait_that_a_stopping_worker_cancels_is_left_to_the_next_claim() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);

    assertThat(
            execute(
                operation,
                step(
                    StepName.NODES,
                    context -> {
                      context.cancellation().detach();
                      cancelledWait();
                    })))
        .isEqualTo(PipelineResult.DETACHED);

    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void a_cancellation_before_a_takeover_applies_to_the_next_claim() {
    InMemoryOperation operation = operation(OperationKind.PROVISION);
    operation.lifecycle().setCancelRequested();

    execute(operation, operation.claim(2, 1), step(StepName.APPLY, context -> {}));

    assertThat(executed).isEmpty();
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED);
  }

  /** The steps of an operation whose Terraform is running when it is cancelled. */
  private Step[] cancelledBesideTerraform() {
    return new Step[] {
      step(StepName.PREFLIGHT, context -> {}),
      preparing(StepName.INIT, StepName.APPLY, context -> {}),
      step(StepName.APPLY, context -> context.cancellation().interrupt()),
      step(StepName.OUTPUTS, context -> {})
    };
  }

  private InMemoryOperation operationWithTerraform(Terraform.TerraformFactory terraform) {
    return new InMemoryOperation(
        OperationKind.PROVISION,
        ScriptedPipelines.dependencies(base, clock, cloud.sessions(), terraform));
  }

  @Test
  void a_cancelled_operation_waits_for_the_end_of_its_terraform() throws Exception {
    RecordedRun run = RecordedRun.running(base, SimulatedAccount.ID);
    ScriptedTerraform terraform = new ScriptedTerraform();
    terraform.onResume(
        () -> {
          run.emptied("pid");
          throw new FailureException(DENIED);
        });
    InMemoryOperation operation = operationWithTerraform(terraform);

    execute(operation, cancelledBesideTerraform());

    assertThat(terraform.calls()).containsExactly("resume r-apply from 0");
    assertThat(operation.events()).contains(new EventData.Reattached("r-apply"));
    assertThat(operation.log())
        .as("how the run ended is logged as output of the step that follows runs")
        .extracting(LogLine::step, LogLine::stream)
        .containsExactly(tuple("init", "terraform"));
    assertThat(end(operation).kind()).isEqualTo(EndKind.FAILED);
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.OPERATION_CANCELLED);
  }

  @Test
  void a_cancelled_operation_is_left_to_the_next_claim_if_its_terraform_is_not_followed()
      throws Exception {
    RecordedRun.running(base, SimulatedAccount.ID);
    ScriptedTerraform terraform = new ScriptedTerraform();
    terraform.onResume(
        () -> {
          throw new DetachedException("the worker stops", null);
        });
    InMemoryOperation operation = operationWithTerraform(terraform);

    assertThat(execute(operation, cancelledBesideTerraform())).isEqualTo(PipelineResult.DETACHED);
    assertThat(operation.lifecycle().ends()).isEmpty();
  }

  @Test
  void a_cancelled_operation_whose_terraform_cannot_be_opened_is_kept() throws Exception {
    RecordedRun.running(base, SimulatedAccount.ID);
    InMemoryOperation operation =
        operationWithTerraform(
            (stack, redactor, credentials) -> {
              throw new FailureException(DENIED);
            });

    assertThat(execute(operation, cancelledBesideTerraform())).isEqualTo(PipelineResult.ENDED);

    assertThat(end(operation).kind()).isEqualTo(EndKind.POSTPONED_WHILE_TERRAFORM_RUNS);
    assertThat(end(operation).failure().code()).isEqualTo(FailureCode.ACCESS_DENIED);
  }
}
