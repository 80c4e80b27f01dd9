package io.beta9.provisioning.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTextTest {
  @ParameterizedTest
  @CsvSource({
    "1b, \\u001b", // escape
    "9b, \\u009b", // CSI in one character
    "0d, \\u000d", // carriage return
    "ad, \\u00ad", // soft hyphen
    "200b, \\u200b", // a space without width
    "2060, \\u2060", // joins words
    "feff, \\ufeff", // byte order mark
    "202e, \\u202e", // right to left
    "2066, \\u2066", // isolate
    "2028, \\u2028", // line separator
    "fff9, \\ufff9", // annotation
    "d800, \\ud800", // half a character
    "e0041, \\udb40\\udc41", // a tag: an invisible A
  })
  void escapes_what_a_terminal_executes_or_a_reader_does_not_see(String code, String escaped) {
    String character = Character.toString(Integer.parseInt(code, 16));

    assertThat(PrintableText.of("a" + character + "b")).isEqualTo("a" + escaped + "b");
    assertThat(PrintableText.ofLines("a" + character + "b")).isEqualTo("a" + escaped + "b");
  }

  @Test
  void keeps_what_is_visible() {
    String text = "Grüße, 北京, שלום, مرحبا, می\u200cخواهم, 👩\u200d💻 – “done”\t100 %";

    assertThat(PrintableText.of(text)).isSameAs(text);
  }

  @Test
  void keeps_the_line_breaks_of_a_document_only() {
    assertThat(PrintableText.ofLines("a\nb\rc")).isEqualTo("a\nb\\u000dc");
    assertThat(PrintableText.of("a\nb")).isEqualTo("a\\nb");
  }
}
