package io.beta9.provisioning.metaconfig.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesVersionsTest {
  @ParameterizedTest
  @CsvSource({"1.33, 1.33", "1.33, 1.34", "1.35, 1.36"})
  void a_cluster_keeps_its_version_or_gets_the_next_one(String before, String after) {
    assertThat(KubernetesVersions.updateProblem(before, after)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.33 | 1.32 | a cluster cannot be downgraded; set '1.33' to keep it or '1.34' for the next"
            + " one",
        "1.33 | 1.35 | a cluster cannot skip a version; set '1.33' to keep it or '1.34' for the"
            + " next one",
        "1.36 | 1.31 | a cluster cannot be downgraded; set '1.36' to keep it"
      })
  void a_downgrade_and_a_skipped_version_name_what_is_possible(
      String before, String after, String problem) {
    assertThat(KubernetesVersions.updateProblem(before, after).orElseThrow()).endsWith(problem);
  }

  @Test
  void standard_support_ends_after_its_last_day() {
    assertThat(KubernetesVersions.inStandardSupport(LocalDate.of(2026, 12, 2)))
        .containsExactly("1.36", "1.35", "1.34");
    assertThat(KubernetesVersions.inStandardSupport(LocalDate.of(2026, 12, 3)))
        .containsExactly("1.36", "1.35");
  }
}
