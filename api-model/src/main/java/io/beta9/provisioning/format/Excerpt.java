package io.beta9.provisioning.format;

/**
 * Shortens a text that another system reported. The beginning says what failed and the end says
 * why, as in {@code failed to pull image …: not found}, so the middle is left out.
 */
public final class Excerpt {
  private static final String GAP = " … ";

  private Excerpt() {}

  /** Returns the text, or its beginning and its end, with at most this many characters. */
  public static String of(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    int kept = Math.max(0, maxLength - GAP.length());
    int head = kept / 2;
    return text.substring(0, head).stripTrailing()
        + GAP
        + text.substring(text.length() - (kept - head)).stripLeading();
  }
}
