package io.beta9.provisioning.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellCommandTest {
  @Test
  void leaves_ordinary_words_as_they_are() {
    assertThat(
            ShellCommand.of(
                "aws", "ec2", "describe-subnets", "--filters", "Name=vpc-id,Values=vpc-1"))
        .isEqualTo("aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "x; rm -rf / | 'x; rm -rf /'",
        "$(id) | '$(id)'",
        "`id` | '`id`'",
        "it's | 'it'\\''s'",
        "~~ | ''"
      })
  void quotes_what_a_shell_would_interpret(String word, String expected) {
    assertThat(ShellCommand.of(word)).isEqualTo(expected);
  }

  @Test
  void leaves_out_control_characters() {
    assertThat(ShellCommand.of("a\nb\u001b[31m")).isEqualTo("'ab[31m'");
  }
}
