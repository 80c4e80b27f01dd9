package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.operation.StepName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepDeadlinesTest {
  private static final Duration SEVEN_MINUTES = Duration.ofMinutes(7);

  @Test
  void an_override_applies_to_its_step_only() {
    StepDeadlines deadlines = new StepDeadlines(Map.of("cluster-uninstall", SEVEN_MINUTES));

    assertThat(deadlines.of(StepName.CLUSTER_UNINSTALL)).isEqualTo(SEVEN_MINUTES);
    for (StepName step : StepName.values()) {
      if (step != StepName.CLUSTER_UNINSTALL) {
        assertThat(deadlines.of(step)).as(step.code()).isEqualTo(StepDeadlines.STANDARD.of(step));
      }
    }
  }

  @Test
  void every_step_has_a_standard_deadline() {
    assertThat(StepName.values())
        .allSatisfy(step -> assertThat(StepDeadlines.STANDARD.of(step)).isPositive());
  }

  @Test
  void rejects_the_code_of_no_step_and_lists_the_steps() {
    Map<String, Duration> misspelt = Map.of("aply", SEVEN_MINUTES);

    assertThatThrownBy(() -> new StepDeadlines(misspelt))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("STEP_DEADLINES: 'aply' is not a step; the steps are preflight, ");
    assertThatThrownBy(() -> StepDeadlines.requireKnown(misspelt))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatCode(() -> StepDeadlines.requireKnown(Map.of("apply", SEVEN_MINUTES)))
        .doesNotThrowAnyException();
  }
}
