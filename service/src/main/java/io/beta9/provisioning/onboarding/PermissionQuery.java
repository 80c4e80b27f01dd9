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

  /** Requests about a resource to endpoints of a region under conditions that do not conflict. */
  private static final class ResourceRequests {
    private final String resource;
    private final Set<String> actions = new LinkedHashSet<>();
    private final Map<String, String> conditions = new TreeMap<>();

    ResourceRequests(String resource) {
      this.resource = resource;
    }

    boolean accepts(String ofResource, Map<String, String> others) {
      return resource.equals(ofResource)
          && others.entrySet().stream()
              .allMatch(
                  other ->
                      conditions
                          .getOrDefault(other.getKey(), other.getValue())
                          .equals(other.getValue()));
    }
  }

  /**
   * Returns what the role has to be allowed for an environment, one query for each resource and
   * region: services without regional endpoints have another one than the environment. There are
   * several if statements about a resource require different values of a condition.
   */
  public static List<PermissionQuery> of(EnvironmentResources environment) {
    List<ResourceRequests> requests = new ArrayList<>();
    for (PermissionStatement statement : RolePermissions.statements()) {
      Map<String, String> conditions = context(statement, environment);
      for (AllowedAction action : statement.actions()) {
        String resource = environment.fill(action.resource());
        ResourceRequests group =
            requests.stream()
                .filter(it -> it.accepts(resource, conditions))
                .findFirst()
                .orElseGet(
                    () -> {
                      ResourceRequests added = new ResourceRequests(resource);
                      requests.add(added);
                      return added;
                    });
        group.actions.add(action.name());
        group.conditions.putAll(conditions);
      }
    }
    return requests.stream()
        .map(
            group -> {
              Map<String, String> context = new TreeMap<>(environment.tagContext());
              context.putAll(group.conditions);
              return new PermissionQuery(group.resource, List.copyOf(group.actions), context);
            })
        .toList();
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
