package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan does to one resource, and what that interrupts or loses.
 *
 * @param attributes the names of the attributes that change, sorted; empty unless it is changed
 * @param consequence what it interrupts in a running platform; null if nothing
 * @param loss what data is lost; null if none
 */
public record PlanImpact(
    String address,
    Action action,
    List<String> attributes,
    @Nullable Consequence consequence,
    @Nullable String loss) {

  public PlanImpact {
    attributes = List.copyOf(attributes);
  }

  /** Returns the impact of every resource that the plan creates, changes, replaces or deletes. */
  public static List<PlanImpact> of(List<PlannedResource> plan, ResourceRules rules) {
    return plan.stream().flatMap(resource -> of(resource, rules).stream()).toList();
  }

  /**
   * Returns the later removal of a part of a node group, after the pods of its nodes have moved.
   */
  public static PlanImpact ofDrained(String address) {
    return new PlanImpact(address, Action.DELETE, List.of(), Consequence.NODE_GROUPS, null);
  }

  private static Optional<PlanImpact> of(PlannedResource resource, ResourceRules rules) {
    String type = resource.type();
    return switch (resource.action()) {
      case CREATE -> impact(resource, List.of(), null, null);
      case UPDATE ->
          impact(
              resource,
              resource.changed().stream().sorted().toList(),
              rules.interruptionByChange(type, resource.changed()).orElse(null),
              null);
      // A tainted resource was not created completely, so nothing depends on it yet.
      case DELETE, REPLACE ->
          impact(
              resource,
              List.of(),
              resource.isTainted() ? null : rules.interruptionByRemoval(type).orElse(null),
              rules
                  .irreplaceableContent(type)
                  .map(io.beta9.provisioning.failure.text.IrreplaceableContent::description)
                  .orElse(null));
      case READ, NOOP, MOVE, IMPORT, FORGET, OTHER -> Optional.empty();
    };
  }

  private static Optional<PlanImpact> impact(
      PlannedResource resource,
      List<String> attributes,
      @Nullable Consequence consequence,
      @Nullable String loss) {
    return Optional.of(
        new PlanImpact(resource.address(), resource.action(), attributes, consequence, loss));
  }

  /** Returns whether it interrupts, removes or loses something. */
  public boolean isNoticeable() {
    return consequence != null
        || loss != null
        || action == Action.DELETE
        || action == Action.REPLACE;
  }

  /** Returns whether an impact of another plan does the same to the same resource. */
  boolean isShownBy(PlanImpact other) {
    return address.equals(other.address)
        && action == other.action
        && consequence == other.consequence
        && Objects.equals(loss, other.loss);
  }

  /** Returns the consequences of a plan that have to be accepted. */
  public static Set<Consequence> requiredAcceptances(List<PlanImpact> impacts) {
    Set<Consequence> required = EnumSet.noneOf(Consequence.class);
    for (PlanImpact impact : impacts) {
      if (impact.consequence() != null && impact.consequence().isAcceptanceRequired()) {
        required.add(impact.consequence());
      }
    }
    return required;
  }
}
