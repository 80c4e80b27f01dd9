package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.pipeline.InMemoryLifecycle.EndKind;
import io.beta9.provisioning.worker.pipeline.InMemoryLifecycle.RecordedEnd;
import io.beta9.provisioning.worker.pipeline.InMemoryOperation.LogLine;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What a pipeline does after each way in which a step can end, without a database. */
class StepExecutionTest extends StepExecutionScenario {
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
}
