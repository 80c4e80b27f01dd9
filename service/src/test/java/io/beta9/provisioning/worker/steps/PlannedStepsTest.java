package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.history.PlannedSteps;
import io.beta9.provisioning.worker.pipeline.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlannedStepsTest {
  @ParameterizedTest
  @EnumSource(OperationKind.class)
  void are_the_steps_of_the_pipeline_in_their_order(OperationKind kind) {
    assertThat(PlannedSteps.of(kind))
        .isEqualTo(new Pipelines().steps(kind).stream().map(Step::name).toList());
  }
}
