package io.beta9.provisioning.terraform.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes secrets from text before it is stored or displayed: known values and everything that
 * matches a pattern of secrets. Valid JSON remains valid.
 */
public final class Redactor {
  private static final String HIDDEN = "(hidden)";

  /** Shorter values could match ordinary words. */
  private static final int SHORTEST_KNOWN_VALUE = 6;

  /**
   * Patterns of secrets; the group {@code keep}, if present, is not removed. All repetitions are
   * bounded, or end before the next place where the pattern can begin, because a line may be a
   * megabyte long and written by an attacker.
   */
  private static final List<Pattern> PATTERNS =
      List.of(
          // Ends at the next line of dashes. Searching for the right one from every beginning would
          // take minutes for a line with thousands of beginnings.
          Pattern.compile(
              "-----BEGIN [A-Z ]*PRIVATE KEY-----[^\"-]*+(?:-(?!----)[^\"-]*+){0,1000}+"
                  + "-----END [A-Z ]*PRIVATE KEY-----"),
          Pattern.compile(
              "(?<keep>(?i:secret_?access_?key|session_?token|auth_?token|x-amz-security-token"
                  + "|password|passwd|client_?secret|api_?key|private_?key)\\\\?\"?\\s*[=:]\\s*\\\\?\"?)(?!null\\b|true\\b|false\\b|\\(hidden\\)|\\(sensitive|\\(known"
                  + " after)[^\\s\"\\\\,;&}\\]]{4,}"),
          Pattern.compile(
              "(?<keep>(?<![a-z0-9])[a-z][a-z0-9+.-]{1,20}://[^/\\s:@\"]{0,200}:)[^@/\\s\"]{1,200}(?=@)"),
          Pattern.compile("(?<keep>(?i:x-amz-signature|x-amz-credential)=)[^&\\s\"]+"),
          Pattern.compile("(?<keep>(?i:authorization:\\s*(?:bearer|basic)\\s+))[^\\s\"\\\\]+"),
          Pattern.compile(
              "(?<keep>(?i:\\bcookie:\\s*))[^\\s\"\\\\;]+(?:;\\s?[^\\s\"\\\\;=]+=[^\\s\"\\\\;]+)*+"),
          Pattern.compile("\\bsk_[A-Za-z0-9+/]{40,}={0,2}"),
          Pattern.compile("\\bk8s-aws-v1\\.[A-Za-z0-9_-]+"));

  private final List<String> values;

  private Redactor(List<String> values) {
    this.values = values;
  }

  /** Creates a redactor for the given values and the patterns of secrets. */
  public static Redactor of(Collection<String> secretValues) {
    return new Redactor(
        secretValues.stream()
            .flatMap(value -> Stream.of(value, escaped(value)))
            .filter(value -> value.length() >= SHORTEST_KNOWN_VALUE)
            .distinct()
            // Longest first, because a value may contain another.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** Returns the text without secrets. */
  public String redact(String text) {
    String result = text;
    for (String value : values) {
      result = result.replace(value, HIDDEN);
    }
    for (Pattern pattern : PATTERNS) {
      result = pattern.matcher(result).replaceAll(Redactor::hide);
    }
    return result;
  }

  private static String hide(MatchResult match) {
    boolean keeps = match.namedGroups().containsKey("keep");
    String kept = keeps ? match.group("keep") : null;
    return Matcher.quoteReplacement((kept == null ? "" : kept) + HIDDEN);
  }

  /** Returns the value as escaped in a JSON string, including Go's escapes of HTML characters. */
  private static String escaped(String value) {
    return value
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
