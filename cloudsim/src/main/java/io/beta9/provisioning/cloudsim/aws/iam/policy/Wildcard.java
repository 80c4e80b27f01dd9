package io.beta9.provisioning.cloudsim.aws.iam.policy;

/** Matches patterns with {@code *} for any text and {@code ?} for one character. */
public final class Wildcard {
  private static final int ARN_PARTS = 6;

  private Wildcard() {}

  /**
   * Returns whether an ARN matches a pattern. The parts between colons are compared one by one; an
   * asterisk at the end of the pattern also matches further parts.
   */
  static boolean matchesArn(String pattern, String arn) {
    String[] patterns = pattern.split(":", ARN_PARTS);
    String[] parts = arn.split(":", ARN_PARTS);
    if (patterns.length < ARN_PARTS || parts.length < ARN_PARTS) {
      return matches(pattern, arn);
    }
    for (int i = 0; i < ARN_PARTS; i++) {
      if (!matches(patterns[i], parts[i])) {
        return false;
      }
    }
    return true;
  }

  public static boolean matches(String pattern, String text) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < text.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        resume = in;
      } else if (at < pattern.length()
          && (pattern.charAt(at) == '?' || pattern.charAt(at) == text.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }
}
