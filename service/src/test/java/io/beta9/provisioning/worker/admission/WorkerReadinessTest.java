package io.beta9.provisioning.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerReadinessTest {
  private static WorkerReadiness readiness(LocalPreconditions.LocalCheck disk) {
    return new WorkerReadiness(
        new LocalPreconditions(Map.of(LocalPrecondition.DISK_SPACE, disk), () -> 0), () -> 0);
  }

  @Test
  void is_complete_while_no_precondition_is_violated() {
    assertThat(readiness(Optional::empty).violations()).isEmpty();
  }

  @Test
  void states_of_each_violated_precondition_what_is_wrong_and_what_to_do() {
    Failure failure = Failure.of(FailureCode.DISK_SPACE_INSUFFICIENT);

    assertThat(readiness(() -> Optional.of(failure)).violations())
        .isEqualTo(Map.of(LocalPrecondition.DISK_SPACE, failure.message()));
  }

  @Test
  void counts_checks_that_do_not_end_as_violated() {
    WorkerReadiness readiness =
        readiness(
            () -> {
              throw new IllegalStateException("defect");
            });

    assertThat(readiness.violations())
        .containsOnlyKeys(LocalPrecondition.values())
        .containsValue("The checks of this worker do not end.");
  }
}
