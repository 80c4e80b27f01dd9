package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.SmokeTestRequests;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.worker.steps.Pipelines;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests of operators refer to the steps of the real pipelines. */
class BootstrapOnlyTest {
  private static final Pipelines PIPELINES = new Pipelines();

  @Test
  void executes_only_bootstrap_steps_if_the_infrastructure_is_complete() {
    List<String> left =
        PIPELINES.steps(OperationKind.UPDATE).stream()
            .filter(
                step ->
                    step.skippedAfter() == null
                        || !BootstrapRequests.INFRASTRUCTURE_STEPS.contains(
                            step.skippedAfter().code()))
            .map(step -> step.name().code())
            .toList();

    assertThat(left).containsExactlyInAnyOrderElementsOf(BootstrapRequests.BOOTSTRAP_STEPS);
  }

  @Test
  void executes_only_the_verification_in_a_smoke_test() {
    assertThat(
            PIPELINES.steps(OperationKind.UPDATE).stream()
                .filter(
                    step ->
                        step.skippedAfter() == null
                            || !SmokeTestRequests.PRECEDING_STEPS.contains(
                                step.skippedAfter().code()))
                .map(step -> step.name().code()))
        .containsExactly("open-endpoint", "cluster-access", "check", "close-endpoint");
  }

  @Test
  void does_not_use_markers_of_operations_as_steps() {
    assertThat(StepName.values())
        .extracting(StepName::code)
        .doesNotContain(
            CompletedSteps.FORCED, CompletedSteps.SMOKE_TEST, CompletedSteps.SMOKE_TEST_WITH_GPU);
  }
}
