package io.beta9.provisioning.cloudsim.aws.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One statement of a policy.
 *
 * @param principals by type ({@code AWS}, {@code Service}, {@code Federated}); {@code *} stands
 *     under {@code AWS}
 */
record Statement(
    boolean allow,
    List<String> actions,
    boolean allActionsBut,
    @Nullable List<String> resources,
    boolean allResourcesBut,
    @Nullable Map<String, List<String>> principals,
    List<ConditionTest> conditions) {

  static Statement of(JsonNode json) {
    JsonNode effect = json.get("Effect");
    if (effect == null || !List.of("Allow", "Deny").contains(effect.asString())) {
      throw IamFaults.malformed("Syntax errors in policy.");
    }
    boolean notAction = json.has("NotAction");
    JsonNode actions = json.get(notAction ? "NotAction" : "Action");
    if (actions == null) {
      throw IamFaults.malformed("Missing required field Action");
    }
    boolean notResource = json.has("NotResource");
    JsonNode resources = json.get(notResource ? "NotResource" : "Resource");
    return new Statement(
        effect.asString().equals("Allow"),
        texts(actions),
        notAction,
        resources == null ? null : texts(resources),
        notResource,
        principals(json.get("Principal")),
        ConditionTest.all(json.get("Condition")));
  }

  boolean hasResource() {
    return resources != null;
  }

  boolean hasPrincipal() {
    return principals != null;
  }

  boolean coversAction(String action) {
    String lower = action.toLowerCase(Locale.ROOT);
    return allActionsBut
        != actions.stream()
            .anyMatch(pattern -> Wildcard.matches(pattern.toLowerCase(Locale.ROOT), lower));
  }

  boolean coversResource(String resource) {
    return resources == null
        || allResourcesBut
            != resources.stream().anyMatch(pattern -> Wildcard.matches(pattern, resource));
  }

  private static @Nullable Map<String, List<String>> principals(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    if (json.isString()) {
      if (!json.asString().equals("*")) {
        throw IamFaults.malformed("Syntax errors in policy.");
      }
      return Map.of("AWS", List.of("*"));
    }
    Map<String, List<String>> byType = new TreeMap<>();
    json.properties().forEach(entry -> byType.put(entry.getKey(), texts(entry.getValue())));
    return byType;
  }

  static List<String> texts(JsonNode json) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : json.isArray() ? json : List.of(json)) {
      if (!text.isValueNode()) {
        throw IamFaults.malformed("Syntax errors in policy.");
      }
      texts.add(text.asString());
    }
    return List.copyOf(texts);
  }
}
