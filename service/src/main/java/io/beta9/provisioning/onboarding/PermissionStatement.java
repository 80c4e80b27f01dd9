package io.beta9.provisioning.onboarding;

import java.util.ArrayList;
import java.util.List;

/**
 * Actions that the role is allowed on the same resources and under the same conditions.
 *
 * @param id the statement's id, unique in the list
 * @param regional whether its services have regional endpoints, so that it is restricted by region
 * @param resources templates of ARNs, in which {@code {partition}} and {@code {account}} are
 *     replaced, or {@code *}
 */
public record PermissionStatement(
    String id,
    PolicyPart part,
    boolean regional,
    List<AllowedAction> actions,
    List<String> resources,
    List<PolicyCondition> conditions) {
  public PermissionStatement {
    actions = List.copyOf(actions);
    resources = List.copyOf(resources);
    conditions = List.copyOf(conditions);
  }

  static StatementBuilder of(PolicyPart part, String id) {
    return new StatementBuilder(part, id);
  }

  /** Collects the parts of a statement. */
  static final class StatementBuilder {
    private final PolicyPart part;
    private final String id;
    private final List<AllowedAction> actions = new ArrayList<>();
    private final List<String> resources = new ArrayList<>();
    private final List<PolicyCondition> conditions = new ArrayList<>();
    private boolean regional = true;

    private StatementBuilder(PolicyPart part, String id) {
      this.part = part;
      this.id = id;
    }

    /** Adds actions of one service. */
    StatementBuilder allow(String service, String... names) {
      for (String name : names) {
        actions.add(new AllowedAction(service + ":" + name, null));
      }
      return this;
    }

    /** Adds actions that the recorded full cycle does not call, for this reason. */
    StatementBuilder allowUnrecorded(String reason, String service, String... names) {
      for (String name : names) {
        actions.add(new AllowedAction(service + ":" + name, reason));
      }
      return this;
    }

    /** Restricts the statement to these ARNs. */
    StatementBuilder on(String... arns) {
      resources.addAll(List.of(arns));
      return this;
    }

    /** Restricts the statement to these resources of a regional service, in any region. */
    StatementBuilder onRegional(String service, String... names) {
      for (String name : names) {
        resources.add("arn:{partition}:" + service + ":*:{account}:" + name);
      }
      return this;
    }

    StatementBuilder when(String operator, String key, String... values) {
      conditions.add(new PolicyCondition(operator, key, List.of(values)));
      return this;
    }

    /** Restricts the statement to what is created with this service's tag. */
    StatementBuilder whenTaggedByRequest() {
      return when("StringEquals", "aws:RequestTag/" + MANAGED_BY_TAG, MANAGED_BY);
    }

    /** Restricts the statement to what has this service's tag. */
    StatementBuilder whenTagged() {
      return when("StringEquals", "aws:ResourceTag/" + MANAGED_BY_TAG, MANAGED_BY);
    }

    /** Marks the services as global: their requests have no region of the environment. */
    StatementBuilder global() {
      regional = false;
      return this;
    }

    PermissionStatement build() {
      return new PermissionStatement(
          id, part, regional, actions, resources.isEmpty() ? List.of("*") : resources, conditions);
    }
  }

  private static final String MANAGED_BY_TAG = "beta9:managed-by";
  private static final String MANAGED_BY = "beta9-provisioning";
}
