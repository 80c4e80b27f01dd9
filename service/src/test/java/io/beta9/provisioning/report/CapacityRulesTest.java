package io.beta9.provisioning.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.report.CapacityReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the weekly review recommends fewer workers. */
class CapacityRulesTest {
  private static CapacityReport.Week week(int number, double waitSeconds) {
    return new CapacityReport.Week(
        Instant.EPOCH.plus(Duration.ofDays(7L * number)), 10, 0, 1, 600, 700, waitSeconds, 0, 1, 0);
  }

  private static final String FEWER = "one worker fewer may suffice";

  @Test
  void recommends_fewer_workers_after_two_weeks_without_waiting() {
    assertThat(CapacityRules.recommend(List.of(week(1, 0.9), week(2, 0.9)), 3).getFirst())
        .contains(FEWER);
  }

  @Test
  void recommends_no_fewer_workers_in_the_first_week() {
    assertThat(CapacityRules.recommend(List.of(week(1, 0)), 3))
        .containsExactly("No action needed.");
  }

  @Test
  void recommends_no_fewer_than_two_workers() {
    assertThat(CapacityRules.recommend(List.of(week(1, 0), week(2, 0)), 2))
        .containsExactly("No action needed.");
  }

  @Test
  void recommends_no_fewer_workers_if_operations_waited_in_one_of_two_weeks() {
    assertThat(CapacityRules.recommend(List.of(week(1, 1), week(2, 0)), 3))
        .containsExactly("No action needed.");
  }
}
