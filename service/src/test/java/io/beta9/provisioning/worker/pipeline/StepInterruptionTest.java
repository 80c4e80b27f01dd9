package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
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
import io.beta9.provisioning.worker.pipeline.InMemoryOperation.LogLine;
import io.beta9.provisioning.worker.pipeline.Pipeline.PipelineResult;
import io.beta9.provisioning.worker.steps.Pipelines;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Operations whose worker stops or loses its claim, that are cancelled, or whose Terraform runs on.
 */
class StepInterruptionTest extends StepExecutionScenario {
  private void cancelledWait() {
    new WaitContext(clock, clock.instant(), () -> true, message -> {}).throwIfCancelled();
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
