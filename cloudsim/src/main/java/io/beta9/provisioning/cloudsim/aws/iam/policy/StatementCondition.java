package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One operator and key of a statement's condition.
 *
 * @param key the condition key in lower case, because condition keys are case-insensitive
 */
public record StatementCondition(String operator, String key, List<String> values) {
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(ForAllValues:|ForAnyValue:)?"
              + "((StringEquals|StringNotEquals|StringEqualsIgnoreCase|StringNotEqualsIgnoreCase"
              + "|StringLike|StringNotLike|NumericEquals|NumericNotEquals|Bool|ArnEquals"
              + "|ArnNotEquals|ArnLike|ArnNotLike)(IfExists)?|Null)");

  static List<StatementCondition> all(@Nullable JsonNode json) {
    List<StatementCondition> tests = new ArrayList<>();
    if (json != null) {
      json.properties().forEach(operator -> requireOperator(operator.getKey()));
      json.properties()
          .forEach(
              operator ->
                  operator
                      .getValue()
                      .properties()
                      .forEach(
                          key ->
                              tests.add(
                                  new StatementCondition(
                                      operator.getKey(),
                                      key.getKey().toLowerCase(Locale.ROOT),
                                      Statement.texts(key.getValue())))));
    }
    return List.copyOf(tests);
  }

  /** Rejects operators that IAM does not know, and those that this simulator cannot evaluate. */
  private static void requireOperator(String name) {
    if (!OPERATOR.matcher(name).matches()) {
      throw IamErrors.malformed("Invalid Condition type : " + name);
    }
  }

  /** Returns whether the condition is met by these context values, whose keys are in lower case. */
  public boolean holds(Map<String, List<String>> context) {
    String name = operator;
    int colon = name.indexOf(':');
    boolean forAll = name.startsWith("ForAllValues:");
    boolean forAny = name.startsWith("ForAnyValue:");
    name = colon < 0 ? name : name.substring(colon + 1);
    boolean ifExists = name.endsWith("IfExists");
    name = ifExists ? name.substring(0, name.length() - "IfExists".length()) : name;
    List<String> actual = context.getOrDefault(key, List.of());
    if (name.equals("Null")) {
      return Boolean.parseBoolean(values.getFirst()) == actual.isEmpty();
    }
    boolean negative = name.contains("Not");
    if (actual.isEmpty()) {
      return ifExists || forAll || (negative && !forAny);
    }
    BiPredicate<String, String> matches = comparison(name);
    BiPredicate<String, String> test =
        (value, ignored) -> negative != values.stream().anyMatch(it -> matches.test(it, value));
    return forAll
        ? actual.stream().allMatch(value -> test.test(value, ""))
        : actual.stream().anyMatch(value -> test.test(value, ""));
  }

  private static BiPredicate<String, String> comparison(String operator) {
    return switch (operator) {
      case "StringEquals", "StringNotEquals" -> String::equals;
      case "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "Bool" ->
          String::equalsIgnoreCase;
      case "StringLike", "StringNotLike" -> Wildcard::matches;
      case "ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals" -> Wildcard::matchesArn;
      case "NumericEquals", "NumericNotEquals" ->
          (requested, value) -> Double.parseDouble(requested) == Double.parseDouble(value);
      default -> throw new IllegalStateException(operator + " was not rejected");
    };
  }
}
