package io.beta9.provisioning.format;

/**
 * Text without effect on a terminal or on the lines of a log. Names, tags, log lines and lock
 * owners come from requests and from customers' accounts; printed raw, an escape sequence in one of
 * them moves the cursor, hides lines or fills the clipboard of an operator, and a line break forges
 * a line of the log. The output of the CLI and the logs of the service are both escaped here.
 */
public final class PrintableText {
  private PrintableText() {}

  /**
   * Replaces control characters, line breaks and characters that change the direction of text by
   * their escape sequence as in JSON, for example {@code \u001b}.
   */
  public static String of(String text) {
    return escape(text, true);
  }

  /** Does the same for a text of several lines, for example a document: keeps line breaks. */
  public static String ofLines(String text) {
    return escape(text, false);
  }

  private static String escape(String text, boolean lineBreaks) {
    StringBuilder printable = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = isUnsafe(c) || (lineBreaks && c == '\n');
      if (escaped && printable == null) {
        printable = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (printable != null) {
        if (escaped) {
          printable.append(c == '\n' ? "\\n" : String.format("\\u%04x", (int) c));
        } else {
          printable.append(c);
        }
      }
    }
    return printable == null ? text : printable.toString();
  }

  private static boolean isUnsafe(char c) {
    if (c == '\n' || c == '\t') {
      return false;
    }
    return Character.isISOControl(c) || isDirectional(c) || c == '\u2028' || c == '\u2029';
  }

  /** The marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9). */
  private static boolean isDirectional(char c) {
    return c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069');
  }
}
