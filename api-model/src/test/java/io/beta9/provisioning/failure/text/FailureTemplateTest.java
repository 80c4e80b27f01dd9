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
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "run './provisioner env get {a}'; run './provisioner env get A'; ./provisioner env get A",
        "run `./provisioner {a}` or './provisioner b'; run `./provisioner A` or './provisioner b';"
            + " ./provisioner A, ./provisioner b",
        "[run './provisioner {missing}'|run './provisioner x']; run './provisioner x';"
            + " ./provisioner x",
        "['./provisioner x' and {missing}]none; none; ",
        "run './provisioner {missing}'; run './provisioner unknown'; ./provisioner unknown",
        "'{a}' reports {command}; 'A' reports './provisioner env destroy x'; ",
      })
  void lists_its_commands_and_takes_no_value_for_one(
      String template, String expected, String commands) {
    Map<String, String> values = Map.of("a", "A", "command", "'./provisioner env destroy x'");
    FailureTemplate parsed = new FailureTemplate(template);
    assertThat(parsed.render(name -> Optional.ofNullable(values.get(name)))).isEqualTo(expected);
    assertThat(String.join(", ", parsed.commands(name -> Optional.ofNullable(values.get(name)))))
        .isEqualTo(commands == null ? "" : commands);
  }

  @ParameterizedTest
  @CsvSource({"a {x}[ at {y}],'[x, y]'", "none,[]"})
  void lists_its_placeholders(String template, String expected) {
    assertThat(new FailureTemplate(template).placeholders()).hasToString(expected);
  }
}
