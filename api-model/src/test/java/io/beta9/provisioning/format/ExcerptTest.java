package io.beta9.provisioning.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void keeps_a_text_of_exactly_the_maximum_length() {
    assertThat(Excerpt.of("0123456789", 10)).isEqualTo("0123456789");
  }

  @Test
  void leaves_out_the_middle_of_a_longer_text() {
    assertThat(Excerpt.of("0123456789a", 10)).isEqualTo("012 … 789a").hasSize(10);
  }

  @Test
  void keeps_the_reason_at_the_end_of_a_long_message() {
    String message = "failed to pull image " + "registry.example/".repeat(40) + "x:1: not found";
    assertThat(Excerpt.of(message, 100))
        .startsWith("failed to pull image")
        .endsWith("x:1: not found")
        .hasSizeLessThanOrEqualTo(100);
  }
}
