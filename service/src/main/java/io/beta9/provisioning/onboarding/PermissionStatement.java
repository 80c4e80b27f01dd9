package io.beta9.provisioning.onboarding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Actions that the role is allowed under the same conditions. A policy allows each of its actions
 * on each of its resources; the pairs that are needed are those of {@link #actions}.
 *
 * @param id the statement's id, unique in the list
 * @param regional whether its services have regional endpoints, so that it is restricted by region
 * @param bounded whether it is about roles or users that a required permissions boundary applies to
 */
public record PermissionStatement(
    String id,
    PolicyPart part,
    boolean regional,
    boolean bounded,
    List<AllowedAction> actions,
    List<PolicyCondition> conditions) {
  public PermissionStatement {
    actions = List.copyOf(actions);
    conditions = List.copyOf(conditions);
  }

  /** Returns the names of its actions, each once. */
  public List<String> actionNames() {
    return actions.stream().map(AllowedAction::name).distinct().sorted().toList();
  }

  /** Returns the templates of its resources, each once. */
  List<String> resources() {
    return actions.stream().map(AllowedAction::resource).distinct().toList();
  }

  static StatementBuilder of(PolicyPart part, String id, String service) {
    return new StatementBuilder(part, id, service);
  }

  /** Collects the parts of a statement about one service. */
  static final class StatementBuilder {
    private final PolicyPart part;
    private final String id;
    private final String service;
    private final List<AllowedAction> actions = new ArrayList<>();
    private final List<PolicyCondition> conditions = new ArrayList<>();
    private boolean regional = true;
    private boolean bounded;

    private StatementBuilder(PolicyPart part, String id, String service) {
      this.part = part;
      this.id = id;
      this.service = service;
    }

    /** Allows actions that do not support resources. */
    StatementBuilder onAny(String... names) {
      return onArn(ArnTemplate.ANY, names);
    }

    /** Allows actions on a resource of the service in the account. */
    StatementBuilder on(String resource, String... names) {
      return onArn(ArnTemplate.regional(service, resource), names);
    }

    /** Allows actions on a resource with this ARN. */
    StatementBuilder onArn(String arn, String... names) {
      for (String name : names) {
        actions.add(new AllowedAction(service + ":" + name, arn, null));
      }
      return this;
    }

    /** States why the recorded cycle does not contain these actions, on any of their resources. */
    StatementBuilder unrecorded(String reason, String... names) {
      return unrecordedIf(resource -> true, reason, names);
    }

    /** States why the recorded cycle does not contain these actions on this resource. */
    StatementBuilder unrecordedOn(String resource, String reason, String... names) {
      String arn = ArnTemplate.regional(service, resource);
      return unrecordedIf(arn::equals, reason, names);
    }

    private StatementBuilder unrecordedIf(
        Predicate<String> resource, String reason, String... names) {
      for (String name : names) {
        String action = service + ":" + name;
        int before = unrecorded();
        actions.replaceAll(
            it ->
                it.name().equals(action) && resource.test(it.resource())
                    ? new AllowedAction(action, it.resource(), reason)
                    : it);
        if (unrecorded() == before) {
          throw new IllegalArgumentException(action + " is not in " + id);
        }
      }
      return this;
    }

    private int unrecorded() {
      return (int) actions.stream().filter(it -> it.unrecordedReason() != null).count();
    }

    StatementBuilder when(String operator, String key, String... values) {
      conditions.add(new PolicyCondition(operator, key, List.of(values)));
      return this;
    }

    /** Restricts the statement to what is created with this service's tag. */
    StatementBuilder whenTaggedByRequest() {
      return when(
          "StringEquals",
          "aws:RequestTag/" + ResourceNaming.MANAGED_BY_TAG,
          ResourceNaming.MANAGED_BY);
    }

    /** Restricts the statement to what has this service's tag. */
    StatementBuilder whenTagged() {
      return when(
          "StringEquals",
          "aws:ResourceTag/" + ResourceNaming.MANAGED_BY_TAG,
          ResourceNaming.MANAGED_BY);
    }

    /** Restricts the statement to the account's own resources; for ARNs that name no account. */
    StatementBuilder whenInAccount() {
      return when("StringLike", "aws:ResourceAccount", "{account}");
    }

    /** Marks the service as global: its requests have no region of the environment. */
    StatementBuilder global() {
      regional = false;
      return this;
    }

    /** Applies a required permissions boundary. */
    StatementBuilder bounded() {
      bounded = true;
      return this;
    }

    PermissionStatement build() {
      return new PermissionStatement(id, part, regional, bounded, actions, conditions);
    }
  }
}
