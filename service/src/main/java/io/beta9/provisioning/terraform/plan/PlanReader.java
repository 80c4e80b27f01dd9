package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the JSON of a plan. A plan contains secrets, so only the attributes that are needed to find
 * resources and to check the plan are retained.
 */
public final class PlanReader {
  /** Identifying attributes, which cannot contain secrets. */
  private static final Set<String> IDENTIFYING =
      Set.of(
          "addon_name",
          "bucket",
          "cluster_name",
          "destination_cidr_block",
          "identifier",
          "name",
          "node_group_name",
          "policy_arn",
          "principal_arn",
          "replication_group_id",
          "role",
          "user");

  private static final Pattern RESOURCE = Pattern.compile("aws_[a-z0-9_]+\\.[A-Za-z0-9_-]+");

  private PlanReader() {}

  /** Returns all managed resources of the plan, including unchanged ones. */
  public static List<PlannedResource> of(JsonNode plan) {
    List<JsonNode> changes = new ArrayList<>();
    Set<String> addresses = new LinkedHashSet<>();
    for (JsonNode change : plan.path("resource_changes")) {
      if (change.path("mode").asString("").equals("managed")) {
        changes.add(change);
        addresses.add(change.path("address").asString(""));
      }
    }
    Map<String, JsonNode> expressions = new LinkedHashMap<>();
    for (JsonNode resource : plan.path("configuration").path("root_module").path("resources")) {
      expressions.put(resource.path("address").asString(""), resource.path("expressions"));
    }
    return changes.stream().map(change -> resource(change, expressions, addresses)).toList();
  }

  private static PlannedResource resource(
      JsonNode node, Map<String, JsonNode> expressions, Set<String> addresses) {
    String address = node.path("address").asString("");
    JsonNode change = node.path("change");
    JsonNode planned =
        change.path("after").isObject() ? change.path("after") : change.path("before");
    Map<String, String> values = new LinkedHashMap<>();
    IDENTIFYING.forEach(
        name -> text(planned.path(name)).ifPresent(value -> values.put(name, value)));
    Map<String, String> tags = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> tag : planned.path("tags_all").properties()) {
      text(tag.getValue()).ifPresent(value -> tags.put(tag.getKey(), value));
    }
    return new PlannedResource(
        address,
        node.path("type").asString(""),
        action(change.path("actions")),
        nullable(node.path("action_reason")),
        change.path("importing").isObject(),
        changed(change),
        values,
        tags,
        parents(address, expressions, addresses));
  }

  private static Action action(JsonNode actions) {
    if (actions.size() > 1) {
      return Action.REPLACE;
    }
    String word = actions.path(0).asString("");
    return word.equals("no-op") ? Action.NOOP : Action.of(word);
  }

  private static Set<String> changed(JsonNode change) {
    Set<String> names = new LinkedHashSet<>();
    JsonNode before = change.path("before");
    JsonNode after = change.path("after");
    after.properties().stream()
        .filter(field -> !field.getValue().equals(before.path(field.getKey())))
        .filter(
            field -> !(field.getValue().isNull() && before.path(field.getKey()).isMissingNode()))
        .forEach(field -> names.add(field.getKey()));
    change.path("after_unknown").properties().stream()
        .filter(field -> isTrueSomewhere(field.getValue()))
        .forEach(field -> names.add(field.getKey()));
    return names;
  }

  private static boolean isTrueSomewhere(JsonNode unknown) {
    if (unknown.isContainer()) {
      for (JsonNode part : unknown) {
        if (isTrueSomewhere(part)) {
          return true;
        }
      }
      return false;
    }
    return unknown.asBoolean(false);
  }

  private static Map<String, String> parents(
      String address, Map<String, JsonNode> expressions, Set<String> addresses) {
    int bracket = address.indexOf('[');
    String base = bracket < 0 ? address : address.substring(0, bracket);
    String index = bracket < 0 ? "" : address.substring(bracket);
    Map<String, String> parents = new LinkedHashMap<>();
    JsonNode attributes = expressions.get(base);
    if (attributes != null) {
      for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
        reference(attribute.getValue(), index, addresses)
            .ifPresent(parent -> parents.put(attribute.getKey(), parent));
      }
    }
    return parents;
  }

  /**
   * Returns the resource to which an expression refers; of several instances that with this key.
   */
  private static Optional<String> reference(
      JsonNode expression, String index, Set<String> addresses) {
    for (JsonNode reference : expression.path("references")) {
      String name = reference.asString("");
      if (RESOURCE.matcher(name).matches()) {
        return Optional.of(name + index)
            .filter(addresses::contains)
            .or(() -> Optional.of(name).filter(addresses::contains));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }

  private static @Nullable String nullable(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }
}
