package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.failure.FailureClass;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One row of the table: what an error's text looks like, and what it means.
 *
 * @param why the cause in words, from the match and the whole text
 * @param next the next step; {@code $1} and so on are the pattern's groups
 */
record ClassificationRule(
    Pattern pattern,
    FailureClass kind,
    String code,
    BiFunction<MatchResult, String, String> why,
    String next) {

  /** A row whose cause is best told in AWS's or Terraform's own words. */
  static ClassificationRule of(String regex, FailureClass kind, String code, String next) {
    return new ClassificationRule(
        compile(regex), kind, code, (match, text) -> ErrorText.condense(text), next);
  }

  static ClassificationRule of(
      String regex,
      FailureClass kind,
      String code,
      BiFunction<MatchResult, String, String> why,
      String next) {
    return new ClassificationRule(compile(regex), kind, code, why, next);
  }

  /** The next step with the pattern's groups put in. */
  String nextFor(MatchResult match) {
    String text = next;
    for (int i = 1; i <= match.groupCount(); i++) {
      String group = match.group(i);
      text = text.replace("$" + i, group == null ? "" : group);
    }
    return text;
  }

  private static Pattern compile(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }
}
