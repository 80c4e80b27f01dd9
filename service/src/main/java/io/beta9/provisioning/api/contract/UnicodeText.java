package io.beta9.provisioning.api.contract;

/** Decides whether text of a request can be stored and returned unchanged. */
final class UnicodeText {
  private UnicodeText() {}

  /** Returns whether the text has neither a NUL character nor half of a surrogate pair. */
  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }
}
