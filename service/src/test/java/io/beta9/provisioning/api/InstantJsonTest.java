package io.beta9.provisioning.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-29T17:08:15Z",
        "2026-11-29T17:08:15.120Z",
        "2026-11-29T17:08:15.000001Z",
        "2026-11-29T17:08:15.000000001Z",
        "1969-12-31T23:59:59.999999999Z",
        "0000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "9999-12-31T23:59:59.999999999Z",
        "+10000-01-01T00:00:00Z",
        "2024-02-29T00:00:00Z"
      })
  void writes_an_instant_as_its_text(String text) {
    assertThat(InstantJson.format(Instant.parse(text))).isEqualTo(text);
  }

  @Test
  void writes_any_instant_as_its_to_string_does() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
      int unit = units[random.nextInt(units.length)];
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-62_000_000_000L, 253_000_000_000L),
              random.nextInt(1_000_000_000) / unit * (long) unit);
      assertThat(InstantJson.format(instant)).isEqualTo(instant.toString());
    }
  }
}
