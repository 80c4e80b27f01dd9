package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.text.IrreplaceableContent;
import io.beta9.provisioning.format.ShortList;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.UpdateRejection;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.PlannedChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rejects plans that destroy data which cannot be recreated, or that create, change or destroy a
 * resource which an interrupted run has created.
 */
public final class PlanGuard {
  /** A difference in one of these directly after an import means that the wrong one was found. */
  private static final Set<String> IDENTITIES =
      Set.of("identifier", "name", "bucket", "replication_group_id", "arn", "id");

  /** The maximum number of resources that a rejection names. */
  private static final int MAX_NAMED = 5;

  private final ResourceRules rules;

  public PlanGuard(ResourceRules rules) {
    this.rules = rules;
  }

  /**
   * Checks the plan of an apply that no interrupted run preceded.
   *
   * @param allowedToLose addresses of resources that the user has requested to remove
   * @return the reason to reject the plan; empty if it is accepted
   */
  public Optional<Failure> checkApply(PlanSummary plan, Set<String> allowedToLose) {
    List<PlannedChange> losses =
        plan.changes().stream()
            .filter(c -> c.action() == Action.DELETE || c.action() == Action.REPLACE)
            .filter(c -> isIrreplaceable(c.resource().type()))
            .filter(c -> !allowedToLose.contains(c.resource().address()))
            .toList();
    return losses.isEmpty() ? Optional.empty() : Optional.of(rejection(losses));
  }

  /**
   * Checks the plan of an apply that continues after an interrupted run. It is rejected if it would
   * create a resource that may exist, destroy or replace an imported or irreplaceable one, or
   * change an imported one beyond the attributes that no import reads.
   *
   * @param creatable addresses of resources that are not in the account, or whose repeated creation
   *     has no effect
   * @param changeRequested whether the user has requested a change of the environment
   * @return the reason to reject the plan; empty if it is accepted
   */
  public Optional<Failure> checkRecovery(
      List<PlannedResource> plan, Set<String> creatable, boolean changeRequested) {
    return plan.stream()
        .flatMap(resource -> objection(resource, creatable, changeRequested).stream())
        .findFirst();
  }

  /**
   * Checks a plan that must only import resources. Updates are accepted, because the resources are
   * destroyed next.
   *
   * @param creatable addresses of settings whose repeated creation has no effect
   * @return the reason to reject the plan; empty if it is accepted
   */
  public Optional<Failure> checkImportOnly(List<PlannedResource> plan, Set<String> creatable) {
    return plan.stream()
        .filter(resource -> resource.action() != Action.UPDATE)
        .flatMap(resource -> objection(resource, creatable, false).stream())
        .findFirst();
  }

  /**
   * Checks a plan for a platform that may be running: what it depends on is removed or replaced
   * only if the user has accepted exactly that.
   *
   * @return the reason to reject the plan; empty if it is accepted
   */
  public static Optional<Failure> checkInterruption(
      List<PlanImpact> impacts, Set<Consequence> accepted) {
    Set<Consequence> required = PlanImpact.requiredAcceptances(impacts);
    if (accepted.containsAll(required)) {
      return Optional.empty();
    }
    return Optional.of(
        UpdateRejection.of(required)
            .with(
                FailureParameter.RESOURCES,
                ShortList.of(
                    impacts.stream()
                        .filter(impact -> required.contains(impact.consequence()))
                        .map(PlanImpact::address)
                        .toList(),
                    MAX_NAMED)));
  }

  /**
   * Checks a plan against the one that the user has confirmed: it interrupts, removes or loses
   * nothing else.
   *
   * @param confirmed null if none was confirmed
   * @return the reason to reject the plan; empty if it is accepted
   */
  public static Optional<Failure> checkConfirmed(
      List<PlanImpact> impacts, @Nullable List<PlanImpact> confirmed) {
    if (confirmed == null) {
      return Optional.empty();
    }
    List<String> unseen =
        impacts.stream()
            .filter(impact -> confirmed.stream().noneMatch(impact::isShownBy))
            .filter(PlanImpact::isNoticeable)
            .map(PlanImpact::address)
            .toList();
    return unseen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Failure.of(FailureCode.UPDATE_PLAN_CHANGED)
                .with(FailureParameter.RESOURCES, ShortList.of(unseen, MAX_NAMED)));
  }

  private Optional<Failure> objection(
      PlannedResource resource, Set<String> creatable, boolean changeRequested) {
    return switch (resource.action()) {
      case CREATE ->
          creatable.contains(resource.address())
              ? Optional.empty()
              : Optional.of(rejected(FailureCode.PLAN_WOULD_DUPLICATE, resource.address()));
      case DELETE, REPLACE -> loss(resource, changeRequested);
      case UPDATE ->
          resource.importing() ? unexpectedChange(resource, changeRequested) : Optional.empty();
      case READ, NOOP, MOVE, IMPORT, FORGET, OTHER -> Optional.empty();
    };
  }

  private Optional<Failure> loss(PlannedResource resource, boolean changeRequested) {
    boolean allowed =
        !isIrreplaceable(resource.type())
            && !resource.importing()
            && (changeRequested || resource.isTainted());
    return allowed
        ? Optional.empty()
        : Optional.of(
            rejected(FailureCode.PLAN_WOULD_DESTROY, resource.address())
                .with(
                    FailureParameter.ACTION,
                    resource.action() == Action.REPLACE ? "replace" : "destroy")
                .with(FailureParameter.LOSS, loss(resource.type()))
                .with(FailureParameter.REPORTED, resource.reason()));
  }

  /** A changed identity is never accepted, whether or not a change was requested. */
  private Optional<Failure> unexpectedChange(PlannedResource resource, boolean changeRequested) {
    List<String> unexpected =
        resource.changed().stream()
            .filter(attribute -> !rules.harmlessAfterImport(resource.type()).contains(attribute))
            .filter(attribute -> !changeRequested || IDENTITIES.contains(attribute))
            .sorted()
            .toList();
    return unexpected.isEmpty()
        ? Optional.empty()
        : Optional.of(
            rejected(FailureCode.PLAN_WOULD_CHANGE, resource.address())
                .with(FailureParameter.ATTRIBUTES, unexpected));
  }

  private @Nullable String loss(String type) {
    return rules.irreplaceableContent(type).map(IrreplaceableContent::code).orElse(null);
  }

  private boolean isIrreplaceable(String type) {
    return rules.irreplaceableContent(type).isPresent();
  }

  private static Failure rejected(FailureCode code, String address) {
    return Failure.of(code).about(new ResourceAddress(address));
  }

  private Failure rejection(List<PlannedChange> losses) {
    PlannedChange first = losses.getFirst();
    String address = first.resource().address();
    return rejected(FailureCode.PLAN_WOULD_DESTROY, address)
        .with(FailureParameter.ACTION, first.action() == Action.REPLACE ? "replace" : "destroy")
        .with(
            FailureParameter.COUNT, losses.size() == 1 ? null : Integer.toString(losses.size() - 1))
        .with(FailureParameter.LOSS, loss(first.resource().type()))
        .with(FailureParameter.REPORTED, first.reason())
        .with(FailureParameter.TAINTED, "tainted".equals(first.reason()) ? address : null);
  }
}
