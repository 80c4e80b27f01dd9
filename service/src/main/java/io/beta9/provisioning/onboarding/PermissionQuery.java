package io.beta9.provisioning.onboarding;

import io.beta9.provisioning.partition.AwsPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A question to IAM's policy simulator: whether actions are allowed on a resource of one
 * environment, with the condition keys that its requests will have.
 *
 * @param resource the ARN, or {@code *} for actions that do not support resources
 */
public record PermissionQuery(String resource, List<String> actions, Map<String, String> context) {
  public PermissionQuery {
    actions = List.copyOf(actions);
    context = new TreeMap<>(context);
  }

  /** Returns what the role has to be allowed for an environment, one query for each resource. */
  public static List<PermissionQuery> of(EnvironmentResources environment) {
    Map<String, Set<String>> actions = new LinkedHashMap<>();
    Map<String, Map<String, String>> contexts = new LinkedHashMap<>();
    for (PermissionStatement statement : RolePermissions.statements()) {
      for (AllowedAction action : statement.actions()) {
        String resource = environment.fill(action.resource());
        actions.computeIfAbsent(resource, arn -> new LinkedHashSet<>()).add(action.name());
        contexts
            .computeIfAbsent(resource, arn -> new TreeMap<>(environment.tagContext()))
            .putAll(context(statement, environment));
      }
    }
    List<PermissionQuery> queries = new ArrayList<>();
    actions.forEach(
        (resource, names) ->
            queries.add(
                new PermissionQuery(
                    resource, List.copyOf(names), contexts.getOrDefault(resource, Map.of()))));
    return queries;
  }

  private static Map<String, String> context(
      PermissionStatement statement, EnvironmentResources environment) {
    Map<String, String> context = new LinkedHashMap<>();
    for (PolicyCondition condition : statement.conditions()) {
      String value = environment.fill(condition.values().getFirst());
      // A pattern is met by itself without its last asterisk.
      context.put(
          condition.key(), value.endsWith("com*") ? value.substring(0, value.length() - 1) : value);
    }
    if (statement.bounded() && environment.permissionsBoundary() != null) {
      context.put("iam:PermissionsBoundary", environment.permissionsBoundary());
    }
    context.put(
        "aws:RequestedRegion",
        statement.regional()
            ? environment.region()
            : AwsPartition.ofRegion(environment.region()).globalRegion());
    return context;
  }
}
