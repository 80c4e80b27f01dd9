package io.beta9.provisioning.resources.adoption;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceDescriptor;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.plan.ImportBlock;
import io.beta9.provisioning.terraform.plan.PlanGuard;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.terraform.run.Terraform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Imports the resources that an interrupted Terraform run created and did not write to the state.
 * If no run was interrupted, the only additional cost is one database query.
 */
public final class Adoption {
  static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  private static final int MAX_PLANS = 3;

  /** After an interrupted run, what it created last may not be visible yet. */
  private static final int CONFIRMING_READS = 3;

  /** The kinds of runs that change the environment's resources. */
  private static final Set<String> CHANGING_RUNS = Set.of("APPLY", "DESTROY");

  private final ResourceCatalog catalog;
  private final PlanGuard guard;
  private final Duration pollInterval;

  /**
   * @param pollInterval time between two lookups of a resource that AWS is still creating
   */
  public Adoption(ResourceCatalog catalog, Duration pollInterval) {
    this.catalog = catalog;
    this.guard = new PlanGuard(catalog);
    this.pollInterval = pollInterval;
  }

  /**
   * Plans an apply that creates each resource once: existing ones are imported.
   *
   * @throws FailureException also if the plan would create what exists, or destroy what the user
   *     has not requested to remove
   */
  public PlanSummary plan(AdoptionContext context) throws InterruptedException {
    Terraform terraform = context.runs().terraform();
    Optional<ProcessEnd> lastRun = context.history().lastRun(CHANGING_RUNS);
    if (lastRun.isPresent() && !lastRun.get().succeeded()) {
      removeFailedCreations(context);
    }
    PlanSummary plan = terraform.plan(context.runs().run("plan"));
    if (lastRun.isEmpty() || (lastRun.get().succeeded() && !createsOrReplaces(plan))) {
      guard.checkApply(plan, Set.of()).ifPresent(failure -> reject(terraform, failure));
      checkInterruption(context, () -> PlanReader.of(terraform.planJson(READ_TIMEOUT)));
      return plan;
    }
    AccountObservation observation = AccountObservation.of(context, catalog);
    int confirmingReads = lastRun.get().succeeded() ? 0 : CONFIRMING_READS;
    Assessment assessment =
        assess(context, observation, AdoptionDecision.Aim.CONTINUE, confirmingReads);
    boolean planned = !assessment.invalidatesPlan();
    for (int number = 2; !planned; number++) {
      List<ImportBlock> blocks = assessment.decision().blocks();
      try {
        plan = planWithImports(context, blocks, "plan-" + number, List.of());
        planned = true;
      } catch (FailureException e) {
        Assessment next =
            assess(context, observation, AdoptionDecision.Aim.CONTINUE, confirmingReads);
        if (number > MAX_PLANS || next.decision().blocks().equals(blocks)) {
          throw e;
        }
        context.log().line("the account has changed; planning again: " + e.getMessage());
        assessment = next;
      }
    }
    AdoptionDecision decision = assessment.decision();
    List<PlannedResource> resources =
        assessment.invalidatesPlan()
            ? PlanReader.of(terraform.planJson(READ_TIMEOUT))
            : observation.plan();
    guard
        .checkRecovery(resources, decision.creatable(), context.isUpdate())
        .ifPresent(failure -> reject(terraform, failure));
    checkInterruption(context, () -> resources);
    if (!decision.isEmpty() || !lastRun.get().succeeded()) {
      recordRecovery(context, observation, decision);
    }
    return plan;
  }

  /**
   * Deletes what AWS failed to create and no plan may replace. This precedes every plan, because
   * the AWS provider waits for such a replication group whenever it refreshes it, so that the plan
   * itself would fail.
   */
  private void removeFailedCreations(AdoptionContext context) throws InterruptedException {
    List<ImportCandidate> incomplete =
        ImportCandidateLookup.incomplete(
            context.runs().terraform().state(READ_TIMEOUT), catalog, context.environment());
    if (!incomplete.isEmpty()) {
      LookupHints hints = new LookupHints(context.environment(), new JournalIds(), Map.of());
      lookup(context, hints, 0).resolve(incomplete, context.waiter().limit(), true);
    }
  }

  private ImportCandidateLookup lookup(
      AdoptionContext context, LookupHints hints, int confirmingReads) {
    return new ImportCandidateLookup(
        context.locator(),
        type -> catalog.irreplaceableContent(type).isPresent(),
        hints,
        context.waiter().clock(),
        () -> context.waiter().pause(pollInterval),
        context.log(),
        confirmingReads);
  }

  /** Rejects a plan that interrupts a running platform in a way that was not accepted. */
  private void checkInterruption(
      AdoptionContext context, Supplier<List<PlannedResource>> resources) {
    if (!context.policy().running()) {
      return;
    }
    List<PlanImpact> impacts =
        PlanImpact.of(resources.get(), catalog).stream()
            .filter(impact -> !context.policy().drained().contains(impact.address()))
            .toList();
    context.policy().planned().accept(impacts);
    PlanGuard.checkInterruption(impacts, context.policy().accepted())
        .or(() -> PlanGuard.checkConfirmed(impacts, context.policy().confirmed()))
        .map(failure -> failure.about(context.environment().value()))
        .ifPresent(failure -> reject(context.runs().terraform(), failure));
  }

  /** Imports existing resources that the state does not contain, so that a destroy removes them. */
  public void importForDestroy(AdoptionContext context) throws InterruptedException {
    Optional<ProcessEnd> lastRun = context.history().lastRun(CHANGING_RUNS);
    if (lastRun.isEmpty() || lastRun.get().succeeded()) {
      return;
    }
    removeFailedCreations(context);
    Terraform terraform = context.runs().terraform();
    terraform.plan(context.runs().run("look"));
    AccountObservation observation = AccountObservation.of(context, catalog);
    terraform.discardPlan();
    AdoptionDecision decision =
        assess(context, observation, AdoptionDecision.Aim.DESTROY, CONFIRMING_READS).decision();
    removeUnknownSettings(context, observation, decision);
    if (!decision.blocks().isEmpty()) {
      List<String> targets = decision.blocks().stream().map(ImportBlock::address).toList();
      planWithImports(context, decision.blocks(), "adoption-plan", targets);
      guard
          .checkImportOnly(PlanReader.of(terraform.planJson(READ_TIMEOUT)), decision.settings())
          .ifPresent(failure -> reject(terraform, failure));
      terraform.apply(context.runs().run("adoption"));
    }
    recordRecovery(context, observation, decision);
  }

  /**
   * Removes settings that no import block covers and without which their owner cannot be deleted.
   */
  private void removeUnknownSettings(
      AdoptionContext context, AccountObservation observation, AdoptionDecision decision) {
    for (ImportCandidate candidate : observation.candidates()) {
      if (decision.settings().contains(candidate.address())
          && candidate.reason() == ImportCandidate.Reason.NOT_IN_STATE
          && ownerExists(observation, candidate)) {
        context.locator().removeSetting(candidate.resource());
      }
    }
  }

  private boolean ownerExists(AccountObservation observation, ImportCandidate setting) {
    return catalog
        .find(setting.resource().type())
        .flatMap(ResourceDescriptor::removal)
        .flatMap(
            removal ->
                observation.hints().referencedId(setting.resource(), removal.ownerAttribute()))
        .isPresent();
  }

  /**
   * The decision, and whether it was preceded by a wait.
   *
   * @param waited whether AWS was still changing a resource at the first lookup
   */
  private record Assessment(AdoptionDecision decision, boolean waited) {
    boolean invalidatesPlan() {
      return waited || !decision.isEmpty();
    }
  }

  /** Looks the candidates up, waits for those in progress, completes and untaints them. */
  private Assessment assess(
      AdoptionContext context,
      AccountObservation observation,
      AdoptionDecision.Aim aim,
      int confirmingReads)
      throws InterruptedException {
    ImportCandidateLookup lookup = lookup(context, observation.hints(), confirmingReads);
    Map<ImportCandidate, LookupResult> results =
        lookup.resolve(
            observation.candidates(),
            context.waiter().limit(),
            aim == AdoptionDecision.Aim.CONTINUE);
    AdoptionDecision decision = AdoptionDecision.of(results, aim);
    results.forEach(
        (candidate, result) -> {
          if (candidate.reason() != ImportCandidate.Reason.SLOW
              && result instanceof LookupResult.Found found) {
            context
                .locator()
                .completeCreation(candidate.resource(), found.id())
                .ifPresent(done -> context.log().line(candidate.address() + ": " + done));
          }
        });
    untaint(context, decision.untaintable());
    return new Assessment(decision, lookup.hasWaited());
  }

  /** Reads the state first: {@code terraform untaint} fails for a resource that is not tainted. */
  private static void untaint(AdoptionContext context, List<String> addresses) {
    if (addresses.isEmpty()) {
      return;
    }
    Terraform terraform = context.runs().terraform();
    StateResources state = terraform.state(READ_TIMEOUT);
    for (String address : addresses) {
      if (state.find(address).filter(StateResources.ManagedResource::tainted).isPresent()) {
        terraform.untaint(context.runs().numberedRun("untaint"), address);
      }
    }
  }

  private static PlanSummary planWithImports(
      AdoptionContext context, List<ImportBlock> blocks, String run, List<String> targets) {
    Terraform terraform = context.runs().terraform();
    terraform.imports().write(blocks);
    try {
      return terraform.plan(context.runs().run(run), targets);
    } finally {
      // The plan contains the import blocks; they must not affect a later plan.
      terraform.imports().remove();
    }
  }

  private static void reject(Terraform terraform, Failure failure) {
    terraform.discardPlan();
    throw new FailureException(failure);
  }

  private static boolean createsOrReplaces(PlanSummary plan) {
    return plan.changes().stream()
        .anyMatch(change -> change.action() == Action.CREATE || change.action() == Action.REPLACE);
  }

  private static void recordRecovery(
      AdoptionContext context, AccountObservation observation, AdoptionDecision decision) {
    int inState =
        (int)
            observation.plan().stream()
                .filter(resource -> resource.action() != Action.CREATE)
                .count();
    context.log().recovered(inState, decision.blocks().size(), decision.untaintable().size());
  }
}
