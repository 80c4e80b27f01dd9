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

  /** Requests about a resource to endpoints of a region. */
  private record ResourceRequests(String resource, String region) {}

  /**
   * Returns what the role has to be allowed for an environment, one query for each resource and
   * region: services without regional endpoints have another one than the environment.
   */
  public static List<PermissionQuery> of(EnvironmentResources environment) {
    Map<ResourceRequests, Set<String>> actions = new LinkedHashMap<>();
    Map<ResourceRequests, Map<String, String>> contexts = new LinkedHashMap<>();
    for (PermissionStatement statement : RolePermissions.statements()) {
      for (AllowedAction action : statement.actions()) {
        ResourceRequests requests =
            new ResourceRequests(
                environment.fill(action.resource()), requestedRegion(statement, environment));
        actions.computeIfAbsent(requests, key -> new LinkedHashSet<>()).add(action.name());
        contexts
            .computeIfAbsent(requests, key -> new TreeMap<>(environment.tagContext()))
            .putAll(context(statement, environment));
      }
    }
    List<PermissionQuery> queries = new ArrayList<>();
    actions.forEach(
        (requests, names) ->
            queries.add(
                new PermissionQuery(
                    requests.resource(),
                    List.copyOf(names),
                    contexts.getOrDefault(requests, Map.of()))));
    return queries;
  }

  private static String requestedRegion(
      PermissionStatement statement, EnvironmentResources environment) {
    return statement.regional()
        ? environment.region()
        : AwsPartition.ofRegion(environment.region()).globalRegion();
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
    context.put("aws:RequestedRegion", requestedRegion(statement, environment));
    return context;
  }
}
