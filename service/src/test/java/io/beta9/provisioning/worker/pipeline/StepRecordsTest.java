package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is stored of an operation's steps and progress, in a real database. */
class StepRecordsTest extends OperationLifecycleScenario {
  @Test
  void the_start_of_a_step_sets_the_status_the_progress_and_an_event() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.startStep(claim, durable(StepName.NODES), PROGRESS);

    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.BOOTSTRAPPING);
    assertThat(environment(claim).phase()).isEqualTo("nodes");
    assertThat(environment(claim).progress()).isEqualTo(PROGRESS);
    assertThat(kinds(claim)).containsExactly("step-started");
    assertThat(lifecycle.completedSteps(claim)).isEmpty();
  }

  @Test
  void a_step_without_a_transition_changes_nothing_of_the_environment() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.startStep(claim, step(StepName.NODES, null, StepName.NODES), PROGRESS);

    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.PROVISIONING);
    assertThat(environment(claim).phase()).isNull();
    assertThat(kinds(claim)).isEmpty();
  }

  @Test
  void a_plan_changes_nothing_of_the_environment() {
    Claim claim = claimed(OperationKind.PLAN, EnvironmentStatus.READY);

    lifecycle.startStep(claim, durable(StepName.PLAN), PROGRESS);
    lifecycle.completeStep(claim, durable(StepName.PLAN), Duration.ofSeconds(1));
    lifecycle.updateProgress(claim, PROGRESS);
    lifecycle.succeedPlan(claim);

    assertThat(row(claim)).containsEntry("state", "succeeded");
    assertThat(environment(claim).status()).isEqualTo(EnvironmentStatus.READY);
    assertThat(environment(claim).phase()).isNull();
    assertThat(kinds(claim)).isEmpty();
    assertThat(outcomes(claim)).isEmpty();
  }

  @Test
  void no_step_starts_in_an_environment_that_was_declared_destroyed() {
    Claim claim = claimed(OperationKind.PROVISION);
    setManually(claim, EnvironmentStatus.DESTROYED);

    FailureException thrown =
        catchThrowableOfType(
            FailureException.class,
            () -> lifecycle.startStep(claim, durable(StepName.NODES), PROGRESS));

    assertThat(thrown.failure().code()).isEqualTo(FailureCode.STATUS_SET_MANUALLY);
    assertThat(kinds(claim)).isEmpty();
  }

  @Test
  void a_completed_step_is_recorded_with_its_duration_and_restarts_the_count_of_attempts() {
    queue.queued(OperationKind.PROVISION, "provisioning");
    Claim first = next();
    lifecycle.postpone(first, null, THROTTLED, Transition.AWAIT_PROVISION, Duration.ZERO);
    Claim claim = next();
    assertThat(claim.attempt()).isEqualTo(2);
    lifecycle.startStep(claim, durable(StepName.NODES), PROGRESS);

    lifecycle.completeStep(claim, durable(StepName.NODES), Duration.ofMillis(2500));

    assertThat(lifecycle.completedSteps(claim)).containsExactly("nodes");
    assertThat(row(claim)).containsEntry("attempt", 1);
    assertThat(kinds(claim)).last().isEqualTo("step-done");
    assertThat(data(claim, "/seconds")).isEqualTo("2.5");
    assertThat(outcomes(claim)).containsExactly("failing throttled");
  }

  @Test
  void a_step_that_only_prepares_the_worker_keeps_the_count_of_attempts() {
    queue.queued(OperationKind.PROVISION, "provisioning");
    lifecycle.postpone(next(), null, THROTTLED, Transition.AWAIT_PROVISION, Duration.ZERO);
    Claim claim = next();
    Step preparing = step(StepName.INIT, Transition.PROVISION, StepName.APPLY);
    lifecycle.startStep(claim, preparing, PROGRESS);

    lifecycle.completeStep(claim, preparing, Duration.ofSeconds(1));

    assertThat(row(claim)).containsEntry("attempt", 2);
  }

  @Test
  void an_apply_shows_that_the_region_works() {
    Claim claim = claimed(OperationKind.PROVISION);
    lifecycle.startStep(claim, durable(StepName.APPLY), PROGRESS);

    lifecycle.completeStep(claim, durable(StepName.APPLY), Duration.ofSeconds(1));

    assertThat(outcomes(claim)).containsExactly("succeeded ");
  }

  @Test
  void the_failure_of_a_step_is_cleared_when_the_step_has_passed() {
    queue.queued(OperationKind.PROVISION, "provisioning");
    lifecycle.postpone(next(), "nodes", THROTTLED, Transition.AWAIT_PROVISION, Duration.ZERO);
    Claim claim = next();
    lifecycle.startStep(claim, durable(StepName.NODES), PROGRESS);
    assertThat(environment(claim).failure()).isEqualTo(THROTTLED);

    lifecycle.completeStep(claim, durable(StepName.NODES), Duration.ofSeconds(1));

    assertThat(environment(claim).failure()).isNull();
  }

  @Test
  void the_progress_of_an_operation_is_that_of_its_environment() {
    Claim claim = claimed(OperationKind.UPDATE);

    lifecycle.updateProgress(claim, PROGRESS);

    assertThat(environment(claim).progress()).isEqualTo(PROGRESS);
  }

  @Test
  void a_problem_of_the_host_is_an_event_of_the_operation() {
    Claim claim = claimed(OperationKind.PROVISION);

    lifecycle.recordHostProblem(claim, Failure.of(FailureCode.DISK_FULL, "Checking the disk"));

    assertThat(events(claim))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo("host-problem");
              assertThat(event.operationId()).isEqualTo(claim.operation().value());
            });
  }
}
