package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Evaluates label selectors, in their string and object forms, and field selectors. */
public final class Selector {
  private static final Pattern SET_REQUIREMENT =
      Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)\\s*");

  private Selector() {}

  /**
   * Parses the selectors in the query parameters of a list or watch request.
   *
   * @throws ApiException with status 400 if a field selector is invalid
   */
  public static Predicate<JsonNode> parse(@Nullable String labels, @Nullable String fields) {
    Predicate<JsonNode> filter = object -> true;
    if (labels != null && !labels.isBlank()) {
      Predicate<Map<String, String>> byLabels = parseLabels(labels);
      filter = filter.and(object -> byLabels.test(ObjectMeta.labels(object)));
    }
    if (fields != null && !fields.isBlank()) {
      for (String term : fields.split(",", -1)) {
        filter = filter.and(parseField(term.strip()));
      }
    }
    return filter;
  }

  /**
   * Returns whether labels match the {@code selector} of a workload, that is, all its {@code
   * matchLabels} and {@code matchExpressions}.
   */
  public static boolean matches(JsonNode selector, Map<String, String> labels) {
    boolean equal =
        Json.stringMap(selector.path("matchLabels")).entrySet().stream()
            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    return equal
        && Json.items(selector, "matchExpressions").stream()
            .allMatch(expression -> matchesExpression(expression, labels));
  }

  /**
   * Returns whether labels match the {@code selector} of a Service. An empty selector matches none.
   */
  public static boolean matchesLabels(JsonNode selector, Map<String, String> labels) {
    Map<String, String> pairs = Json.stringMap(selector);
    return !pairs.isEmpty() && labels.entrySet().containsAll(pairs.entrySet());
  }

  private static boolean matchesExpression(JsonNode expression, Map<String, String> labels) {
    String value = labels.get(expression.path("key").asString(""));
    Set<String> values =
        Json.items(expression, "values").stream()
            .map(item -> item.asString(""))
            .collect(Collectors.toSet());
    return switch (expression.path("operator").asString("")) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  private static Predicate<Map<String, String>> parseLabels(String text) {
    List<Predicate<Map<String, String>>> terms = new ArrayList<>();
    for (String term : text.split(",(?![^(]*\\))", -1)) {
      terms.add(parseLabel(term.strip()));
    }
    return labels -> terms.stream().allMatch(term -> term.test(labels));
  }

  private static Predicate<Map<String, String>> parseLabel(String term) {
    Matcher set = SET_REQUIREMENT.matcher(term);
    if (set.matches()) {
      Set<String> values = Set.of(set.group(3).strip().split("\\s*,\\s*", -1));
      boolean in = set.group(2).equals("in");
      return labels -> {
        String value = labels.get(set.group(1));
        return in
            ? value != null && values.contains(value)
            : value == null || !values.contains(value);
      };
    }
    if (term.contains("!=")) {
      String[] pair = term.split("!=", 2);
      return labels -> !pair[1].strip().equals(labels.get(pair[0].strip()));
    }
    if (term.contains("=")) {
      String[] pair = term.split("==?", 2);
      return labels -> pair[1].strip().equals(labels.get(pair[0].strip()));
    }
    if (term.startsWith("!")) {
      return labels -> !labels.containsKey(term.substring(1).strip());
    }
    return labels -> labels.containsKey(term);
  }

  private static Predicate<JsonNode> parseField(String term) {
    boolean not = term.contains("!=");
    String[] pair = term.split(not ? "!=" : "==?", 2);
    if (pair.length != 2) {
      throw ApiException.badRequest("invalid field selector \"" + term + "\"");
    }
    return object -> Json.text(object, pair[0].strip()).equals(pair[1].strip()) != not;
  }
}
