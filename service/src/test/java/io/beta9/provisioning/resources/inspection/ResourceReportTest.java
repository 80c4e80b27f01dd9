package io.beta9.provisioning.resources.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.text.Blocker;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ResourceReportTest {
  private static final Failure FAILURE =
      Failure.of(FailureCode.RESOURCE_IN_USE, "Destroying")
          .with(FailureParameter.REPORTED, "DependencyViolation: it has dependencies");

  private static Blocker blocker(int number, BlockerOwnership ownership) {
    return new Blocker("network interface", "eni-" + number, ownership, "");
  }

  @Test
  void names_first_what_has_to_be_deleted_and_limits_the_rest() {
    List<Blocker> blockers = new ArrayList<>();
    for (int number = 1; number <= 30; number++) {
      blockers.add(blocker(number, BlockerOwnership.OURS));
    }
    blockers.add(blocker(99, BlockerOwnership.FOREIGN));

    Failure failure =
        new ResourceReport("vpc-1", "available", List.of(), blockers, "aws").addTo(FAILURE);

    List<Blocker> named = new ArrayList<>();
    named.add(blocker(99, BlockerOwnership.FOREIGN));
    for (int number = 1; number <= 9; number++) {
      named.add(blocker(number, BlockerOwnership.OURS));
    }
    assertThat(failure.parameter(FailureParameter.BLOCKERS))
        .get(InstanceOfAssertFactories.STRING)
        .isEqualTo(Blocker.store(named) + "\n21 more");
    assertThat(failure.parameter(FailureParameter.FOREIGN)).contains("eni-99");
  }

  @Test
  void counts_what_has_to_be_deleted_and_is_not_named() {
    List<Blocker> blockers = new ArrayList<>();
    for (int number = 1; number <= 12; number++) {
      blockers.add(blocker(number, BlockerOwnership.FOREIGN));
    }

    Failure failure =
        new ResourceReport("vpc-1", "available", List.of(), blockers, "aws").addTo(FAILURE);

    assertThat(failure.parameter(FailureParameter.FOREIGN))
        .hasValueSatisfying(ids -> assertThat(ids).endsWith("eni-10, 2 more"));
  }

  @Test
  void keeps_the_end_of_a_long_event_and_omits_what_was_reported_already() {
    Failure failure =
        new ResourceReport(
                "db-1",
                "failed",
                List.of(
                    "DependencyViolation: it has dependencies",
                    "begin " + "x".repeat(2000) + " end"),
                List.of(),
                "aws")
            .addTo(FAILURE);

    assertThat(failure.parameter(FailureParameter.AWS_EVENTS))
        .hasValueSatisfying(
            events -> assertThat(events).startsWith("begin").endsWith(" end").hasSize(500));
  }
}
