package io.beta9.provisioning.onboarding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON form of policies. */
public final class PolicyJson {
  private static final JsonMapper COMPACT = JsonMapper.builder().build();
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private PolicyJson() {}

  static Map<String, Object> document(List<Map<String, Object>> statements) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("Version", "2012-10-17");
    document.put("Statement", statements);
    return document;
  }

  static Map<String, Object> statement(PermissionStatement statement, PolicyScope scope) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Sid", statement.id());
    json.put("Effect", "Allow");
    json.put("Action", single(statement.actionNames()));
    json.put(
        "Resource",
        single(
            statement.resources().stream()
                .flatMap(it -> scope.fill(it).stream())
                .distinct()
                .toList()));
    Map<String, Object> conditions = conditions(statement, scope);
    if (!conditions.isEmpty()) {
      json.put("Condition", conditions);
    }
    return json;
  }

  private static Map<String, Object> conditions(PermissionStatement statement, PolicyScope scope) {
    Map<String, Map<String, Object>> conditions = new LinkedHashMap<>();
    for (PolicyCondition condition : statement.conditions()) {
      conditions
          .computeIfAbsent(condition.operator(), operator -> new LinkedHashMap<>())
          .put(
              condition.key(),
              single(condition.values().stream().flatMap(it -> scope.fill(it).stream()).toList()));
    }
    if (statement.bounded() && scope.permissionsBoundary() != null) {
      conditions
          .computeIfAbsent("ArnLike", operator -> new LinkedHashMap<>())
          .put(
              "iam:PermissionsBoundary",
              single(scope.fill(ArnTemplate.iam("policy/" + scope.permissionsBoundary()))));
    }
    if (statement.regional() && !scope.regions().isEmpty()) {
      conditions
          .computeIfAbsent("StringEquals", operator -> new LinkedHashMap<>())
          .put("aws:RequestedRegion", single(scope.regions()));
    }
    return new LinkedHashMap<>(conditions);
  }

  /** Returns the value itself if there is only one, which is shorter. */
  private static Object single(List<String> values) {
    return values.size() == 1 ? values.getFirst() : values;
  }

  static String compact(Object json) {
    return COMPACT.writeValueAsString(json);
  }

  public static String indented(Object json) {
    return INDENTED.writeValueAsString(json);
  }
}
