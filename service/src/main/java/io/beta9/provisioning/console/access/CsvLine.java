package io.beta9.provisioning.console.access;

import io.beta9.provisioning.format.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A line of a CSV file.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvLine {
  /** A spreadsheet reads a value that begins with one of these as a formula. */
  private static final String FORMULA = "=+-@\t";

  private CsvLine() {}

  static byte[] of(String... values) {
    return (Arrays.stream(values).map(CsvLine::quoted).collect(Collectors.joining(",")) + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String value) {
    String text = PrintableText.of(value);
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
