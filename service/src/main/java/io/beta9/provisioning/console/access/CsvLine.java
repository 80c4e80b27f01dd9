package io.beta9.provisioning.console.access;

import io.beta9.provisioning.format.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a CSV file.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvLine {
  /**
   * A spreadsheet reads a value that begins with one of these as a formula, also one that only its
   * own separator, which is a semicolon in many countries, has made a value.
   */
  private static final Pattern FORMULA = Pattern.compile("(^|[;\t|])([\\s\"']*+)([=+@＝＋－＠-])");

  private CsvLine() {}

  static byte[] of(String... values) {
    return (Arrays.stream(values).map(CsvLine::quoted).collect(Collectors.joining(",")) + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String value) {
    String text = PrintableText.of(value);
    String harmless = FORMULA.matcher(text).replaceAll("$1$2'$3");
    return '"' + harmless.replace("\"", "\"\"") + '"';
  }
}
