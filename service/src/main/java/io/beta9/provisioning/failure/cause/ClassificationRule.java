package io.beta9.provisioning.failure.cause;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A rule that classifies the text of an error.
 *
 * @param parameters extracts facts from the match and the whole text
 */
record ClassificationRule(
    Pattern pattern,
    FailureCode code,
    BiFunction<MatchResult, String, Map<FailureParameter, String>> parameters) {

  /** Returns a rule that extracts nothing but the condensed text. */
  static ClassificationRule of(String regex, FailureCode code) {
    return of(regex, code, (match, text) -> Map.of());
  }

  static ClassificationRule of(
      String regex,
      FailureCode code,
      BiFunction<MatchResult, String, Map<FailureParameter, String>> parameters) {
    return new ClassificationRule(
        Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), code, parameters);
  }
}
