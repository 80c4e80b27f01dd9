package io.beta9.provisioning.cloudsim.aws.iam.policy;

import io.beta9.provisioning.cloudsim.aws.iam.core.IamErrors;
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
 * @param principals by type ({@code AWS}, {@code Service}, {@code Federated}); {@code *} is listed
 *     under {@code AWS}
 */
public record Statement(
    boolean allow,
    List<String> actions,
    boolean invertActions,
    @Nullable List<String> resources,
    boolean invertResources,
    @Nullable Map<String, List<String>> principals,
    List<StatementCondition> conditions) {

  static Statement of(JsonNode json) {
    JsonNode effect = json.get("Effect");
    if (effect == null || !List.of("Allow", "Deny").contains(effect.asString())) {
      throw IamErrors.malformed("Syntax errors in policy.");
    }
    boolean notAction = json.has("NotAction");
    JsonNode actions = json.get(notAction ? "NotAction" : "Action");
    if (actions == null) {
      throw IamErrors.malformed("Missing required field Action");
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
        StatementCondition.all(json.get("Condition")));
  }

  boolean hasResource() {
    return resources != null;
  }

  boolean hasPrincipal() {
    return principals != null;
  }

  public boolean coversAction(String action) {
    String lower = action.toLowerCase(Locale.ROOT);
    return invertActions
        != actions.stream()
            .anyMatch(pattern -> Wildcard.matches(pattern.toLowerCase(Locale.ROOT), lower));
  }

  boolean coversResource(String resource) {
    return resources == null
        || invertResources
            != resources.stream().anyMatch(pattern -> Wildcard.matchesArn(pattern, resource));
  }

  private static @Nullable Map<String, List<String>> principals(@Nullable JsonNode json) {
    if (json == null) {
      return null;
    }
    if (json.isString()) {
      if (!json.asString().equals("*")) {
        throw IamErrors.malformed("Syntax errors in policy.");
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
        throw IamErrors.malformed("Syntax errors in policy.");
      }
      texts.add(text.asString());
    }
    return List.copyOf(texts);
  }
}
