package io.beta9.provisioning.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLineTest {
  private static String line(String... values) {
    return new String(CsvLine.of(values), StandardCharsets.UTF_8);
  }

  @Test
  void quotes_every_value() {
    assertThat(line("a", "b,c", "say \"x\"", ""))
        .isEqualTo("\"a\",\"b,c\",\"say \"\"x\"\"\",\"\"\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "=1+1 ~ '=1+1",
        "+1 ~ '+1",
        "-1 ~ '-1",
        "@SUM(A1) ~ '@SUM(A1)",
        "＝1+1 ~ '＝1+1",
        "`  =1+1` ~ `  '=1+1`",
        // Where the semicolon separates values, a second one begins.
        "ticket 7;=HYPERLINK(1) ~ ticket 7;'=HYPERLINK(1)",
        "x; @SUM(A1);-2 ~ x; '@SUM(A1);'-2",
        "x|=1 ~ x|'=1",
      })
  void contains_no_formula_whatever_separates_values(String value, String expected) {
    assertThat(line(value)).isEqualTo('"' + expected + "\"\r\n");
  }

  @Test
  void a_quotation_mark_does_not_hide_a_formula() {
    assertThat(line("x;\"=1")).isEqualTo("\"x;\"\"'=1\"\r\n");
  }

  @Test
  void keeps_other_text() {
    assertThat(line("a = b; c - d, x@example.com"))
        .isEqualTo("\"a = b; c - d, x@example.com\"\r\n");
    assertThat(line("a\r\nb")).isEqualTo("\"a\\u000d\\nb\"\r\n");
  }
}
