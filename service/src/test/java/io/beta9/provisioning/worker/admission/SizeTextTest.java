package io.beta9.provisioning.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 MB",
    "1048575, 0 MB",
    "1048576, 1 MB",
    "1073741823, 1023 MB",
    "1073741824, 1.0 GB",
    "1610612736, 1.5 GB"
  })
  void is_in_the_units_of_the_settings(long bytes, String text) {
    assertThat(SizeText.of(bytes)).isEqualTo(text);
  }
}
