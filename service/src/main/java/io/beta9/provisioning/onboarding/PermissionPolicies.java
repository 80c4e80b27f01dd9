package io.beta9.provisioning.onboarding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Renders {@link RolePermissions} as managed policies. A managed policy has at most {@value
 * #MAX_LENGTH} characters and a role at most {@value #MAX_POLICIES} of them, so there is one for
 * each part, or several if a part is longer.
 */
public final class PermissionPolicies {
  /** IAM's limit of a managed policy's length, white space not counted. */
  public static final int MAX_LENGTH = 6_144;

  /** IAM's default quota of managed policies for a role. */
  public static final int MAX_POLICIES = 10;

  static final String NAME_PREFIX = "Beta9Provisioner-";

  private PermissionPolicies() {}

  /** A managed policy: its name, and its document as JSON without white space. */
  public record ManagedPolicy(String name, Map<String, Object> document) {
    public String json() {
      return PolicyJson.compact(document);
    }
  }

  /**
   * Returns the managed policies for this scope.
   *
   * @throws IllegalArgumentException if the scope names so many regions that a role cannot have all
   *     policies
   */
  public static List<ManagedPolicy> of(PolicyScope scope) {
    List<ManagedPolicy> policies = new ArrayList<>();
    Map<PolicyPart, List<PermissionStatement>> parts =
        RolePermissions.statements().stream()
            .collect(
                Collectors.groupingBy(
                    PermissionStatement::part, LinkedHashMap::new, Collectors.toList()));
    parts.forEach(
        (part, statements) -> {
          List<List<Map<String, Object>>> split =
              split(statements.stream().map(it -> PolicyJson.statement(it, scope)).toList());
          for (int i = 0; i < split.size(); i++) {
            String suffix = split.size() == 1 ? "" : "-" + (i + 1);
            policies.add(
                new ManagedPolicy(
                    NAME_PREFIX + part.code() + suffix, PolicyJson.document(split.get(i))));
          }
        });
    if (policies.size() > MAX_POLICIES) {
      throw new IllegalArgumentException(
          "the policies for "
              + scope.regions().size()
              + " regions do not fit into "
              + MAX_POLICIES
              + " managed policies");
    }
    return policies;
  }

  static List<List<Map<String, Object>>> split(List<Map<String, Object>> statements) {
    List<List<Map<String, Object>>> documents = new ArrayList<>();
    List<Map<String, Object>> current = new ArrayList<>();
    for (Map<String, Object> statement : statements) {
      List<Map<String, Object>> longer = new ArrayList<>(current);
      longer.add(statement);
      if (!current.isEmpty()
          && PolicyJson.compact(PolicyJson.document(longer)).length() > MAX_LENGTH) {
        documents.add(current);
        longer = new ArrayList<>(List.of(statement));
      }
      current = longer;
    }
    documents.add(current);
    return documents;
  }
}
