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
   * Replaces control characters, line breaks, and characters that are invisible or change the
   * direction of text by their escape sequence as in JSON, for example {@code \u001b}.
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
    int length = 0;
    for (int i = 0; i < text.length(); i += length) {
      int c = text.codePointAt(i);
      length = Character.charCount(c);
      boolean escaped = isUnsafe(c) || (lineBreaks && c == '\n');
      if (escaped && printable == null) {
        printable = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (printable != null) {
        if (!escaped) {
          printable.appendCodePoint(c);
        } else if (c == '\n') {
          printable.append("\\n");
        } else {
          text.substring(i, i + length)
              .chars()
              .mapToObj("\\u%04x"::formatted)
              .forEach(printable::append);
        }
      }
    }
    return printable == null ? text : printable.toString();
  }

  /**
   * Decides by the general category of Unicode. Format characters change the direction of text (UAX
   * 9), or are invisible, like the tags that can hide a whole text in another one; half a surrogate
   * pair is no character. The two joiners are kept: they shape the letters of Persian or an emoji.
   */
  private static boolean isUnsafe(int c) {
    if (c == '\n' || c == '\t' || c == '\u200c' || c == '\u200d') {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
