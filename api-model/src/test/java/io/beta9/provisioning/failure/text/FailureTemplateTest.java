package io.beta9.provisioning.failure.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTemplateTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain; plain",
        "x {a}; x A",
        "x {missing}; x unknown",
        "x[ at {a}]; x at A",
        "x[ at {missing}]; x",
        "[{missing}|{a}|{b}]; A",
        "[{missing}|none]; none",
        "[{a}[ and {missing}]|{b}]; A",
        "[{a}[ and {b}]|{b}]; A and B",
        "[[{missing}|{b}] {missing}|{a}]!; A!",
      })
  void renders(String template, String expected) {
    Map<String, String> values = Map.of("a", "A", "b", "B");
    assertThat(new FailureTemplate(template).render(name -> Optional.ofNullable(values.get(name))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"a {x}[ at {y}],'[x, y]'", "none,[]"})
  void lists_its_placeholders(String template, String expected) {
    assertThat(new FailureTemplate(template).placeholders()).hasToString(expected);
  }
}
