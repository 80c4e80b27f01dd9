package io.beta9.provisioning.bench.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairedRunsTest {

  @Test
  void reports_the_median_of_the_ratios_and_not_the_ratio_of_the_medians() {
    PairedRuns runs = new PairedRuns();
    // The machine was busy during the second pair, and during half of the third.
    runs.add(times(90, 80), times(100, 100));
    runs.add(times(210, 200), times(200, 190));
    runs.add(times(100, 90), times(400, 390));

    assertThat(runs.report())
        .contains(
            entry("ratio", 0.9),
            entry("ratios", List.of(0.9, 1.05, 0.25)),
            entry("seconds_service", 100.0),
            entry("seconds_manual", 200.0),
            entry("ratio_until_helm", 0.8),
            entry("seconds_until_helm_service", 90.0),
            entry("phases_service", Map.of("apply", 50.0)));
  }

  @Test
  void takes_the_mean_of_the_middle_values_of_an_even_number() {
    assertThat(PairedRuns.median(4, 1, 3, 100)).isEqualTo(3.5);
    assertThat(PairedRuns.median(7)).isEqualTo(7);
  }

  private static ProvisioningTimes times(double seconds, double untilHelm) {
    return new ProvisioningTimes(seconds, untilHelm, Map.of("apply", seconds / 2));
  }
}
