package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.resources.lookup.LookupHints;
import io.beta9.provisioning.resources.lookup.LookupResult;
import io.beta9.provisioning.resources.lookup.ResourceLocator;
import io.beta9.provisioning.terraform.plan.ImportBlock;
import io.beta9.provisioning.terraform.plan.PlanGuard;
import io.beta9.provisioning.terraform.plan.PlanMode;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.JournalIds;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformEvent.Action;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes over what an interrupted Terraform has made and its state does not know. An environment in
 * which none was interrupted pays for it with a question to the database.
 */
public final class Adoption implements RecoveryResult {
  private static final Duration READING = Duration.ofMinutes(2);
  private static final int TRIES = 3;

  /** The runs that change what an environment has. */
  private static final Set<String> CHANGING = Set.of("APPLY", "DESTROY");

  private final Duration pause;

  /**
   * @param pause how long to wait between two looks at what is under way
   */
  public Adoption(Duration pause) {
    this.pause = pause;
  }

  @Override
  public void completeJournal(StepContext context) {
    for (ChildProcess child : context.stack().endedRuns()) {
      long stored = context.linesOfRun(child);
      if (child.lines() > stored) {
        try {
          context.terraform().resume(child, stored, context.follow(child));
        } catch (FailureException e) {
          // Its failure is not this run's: only what it had done by then counts here.
          context.log("terraform", child.runId() + " had ended: " + e.failure().message());
        }
      }
    }
  }

  @Override
  public PlanSummary plan(StepContext context) throws InterruptedException {
    Terraform terraform = context.terraform();
    PlanSummary plan = terraform.plan(context.run("plan", event -> {}), PlanMode.APPLY);
    Optional<ProcessRepository.ProcessEnd> last = context.lastOf(CHANGING);
    if (last.isEmpty() || (last.get().well() && !makesOrReplaces(plan))) {
      PlanGuard.check(plan, Set.of()).ifPresent(failure -> refuse(terraform, failure));
      return plan;
    }
    AccountObservation look = look(context, terraform.planJson(READING));
    Judgement judgement = judge(context, look, AdoptionDecision.Aim.GO_ON);
    boolean planned = !judgement.outdatesThePlan();
    for (int number = 2; !planned; number++) {
      List<ImportBlock> blocks = judgement.decision().blocks();
      try {
        plan = planWith(context, blocks, "plan-" + number, List.of());
        planned = true;
      } catch (FailureException e) {
        Judgement again = judge(context, look, AdoptionDecision.Aim.GO_ON);
        if (number > TRIES || again.decision().blocks().equals(blocks)) {
          throw e;
        }
        context.log("adoption", "the account has changed; planning again: " + e.getMessage());
        judgement = again;
      }
    }
    AdoptionDecision decision = judgement.decision();
    check(
        context,
        decision,
        judgement.outdatesThePlan() ? PlanReader.of(terraform.planJson(READING)) : look.plan());
    if (!decision.isEmpty() || !last.get().well()) {
      context.tell("recovered", words(look, decision));
    }
    return plan;
  }

  @Override
  public void beforeDestroy(StepContext context) throws InterruptedException {
    Optional<ProcessRepository.ProcessEnd> last = context.lastOf(CHANGING);
    if (last.isEmpty() || last.get().well()) {
      return;
    }
    Terraform terraform = context.terraform();
    terraform.plan(context.run("look", event -> {}), PlanMode.APPLY);
    AccountObservation look = look(context, terraform.planJson(READING));
    terraform.discardPlan();
    AdoptionDecision decision = judge(context, look, AdoptionDecision.Aim.DESTROY).decision();
    for (ImportCandidate missing : look.missing()) {
      if (decision.repeatable().contains(missing.address())
          && missing.why() == ImportCandidate.Why.NOT_IN_STATE
          && look.clues().parent(missing.resource(), owner(missing)).isPresent()) {
        look.account().loosen(missing.resource());
      }
    }
    if (!decision.blocks().isEmpty()) {
      List<String> targets = decision.blocks().stream().map(ImportBlock::address).toList();
      planWith(context, decision.blocks(), "adoption-plan", targets);
      PlanGuard.checkImportOnly(PlanReader.of(terraform.planJson(READING)), decision.repeatable())
          .ifPresent(failure -> refuse(terraform, failure));
      terraform.apply(context.run("adoption", event -> {}));
    }
    context.tell("recovered", words(look, decision));
  }

  private static String owner(ImportCandidate setting) {
    return setting.resource().type().startsWith("aws_iam_user") ? "user" : "role";
  }

  /** What was looked for, and where. */
  private record AccountObservation(
      ResourceLocator account,
      LookupHints clues,
      List<PlannedResource> plan,
      List<ImportCandidate> missing) {}

  private AccountObservation look(StepContext context, tools.jackson.databind.JsonNode planJson) {
    ResourceLocator account = context.workshop().tools().account().open(context.session());
    List<PlannedResource> plan = PlanReader.of(planJson);
    StateResources state = context.terraform().state(READING);
    Map<String, String> known = new LinkedHashMap<>();
    state
        .resources()
        .forEach(
            resource -> {
              if (resource.id() != null) {
                known.put(resource.address(), resource.id());
              }
            });
    plan.stream()
        .filter(resource -> resource.action() == Action.CREATE)
        .forEach(resource -> known.remove(resource.address()));
    JournalIds journal = new JournalIds();
    context.completions().forEach(done -> journal.add(done.address(), done.action(), done.id()));
    return new AccountObservation(
        account,
        new LookupHints(context.claim().environment(), journal, known),
        plan,
        ImportCandidateLookup.missing(plan, state, account));
  }

  /**
   * What was decided.
   *
   * @param waited whether AWS was still at work when it was looked at first
   */
  private record Judgement(AdoptionDecision decision, boolean waited) {
    boolean outdatesThePlan() {
      return waited || !decision.isEmpty();
    }
  }

  /** Looks, waits, mends and untaints. */
  private Judgement judge(StepContext context, AccountObservation look, AdoptionDecision.Aim aim)
      throws InterruptedException {
    ImportCandidateLookup account =
        new ImportCandidateLookup(
            look.account(),
            look.clues(),
            context.workshop().clock(),
            () -> context.pause(pause),
            line -> context.log("adoption", line));
    Map<ImportCandidate, LookupResult> seen =
        account.at(look.missing(), context.deadline(), aim == AdoptionDecision.Aim.GO_ON);
    AdoptionDecision decision = AdoptionDecision.of(seen, aim);
    seen.forEach(
        (missing, sighting) -> {
          if (missing.why() != ImportCandidate.Why.SLOW
              && sighting instanceof LookupResult.Found found) {
            look.account()
                .mend(missing.resource(), found.id())
                .ifPresent(done -> context.log("adoption", missing.address() + ": " + done));
          }
        });
    untaint(context, decision.untaint());
    return new Judgement(decision, account.hasWaited());
  }

  /** On what is not tainted any more it would be an error, so the state is asked each time. */
  private static void untaint(StepContext context, List<String> addresses) {
    if (addresses.isEmpty()) {
      return;
    }
    StateResources state = context.terraform().state(READING);
    for (String address : addresses) {
      if (state.find(address).filter(StateResources.StateResource::tainted).isPresent()) {
        context.terraform().untaint(context.anotherRun("untaint"), address);
      }
    }
  }

  private static PlanSummary planWith(
      StepContext context, List<ImportBlock> blocks, String run, List<String> targets) {
    Terraform terraform = context.terraform();
    terraform.imports().write(blocks);
    try {
      return terraform.plan(context.run(run, event -> {}), PlanMode.APPLY, targets);
    } finally {
      // The plan has them in it; a later one must not meet them.
      terraform.imports().remove();
    }
  }

  private static void check(
      StepContext context, AdoptionDecision decision, List<PlannedResource> plan) {
    PlanGuard.checkGoingOn(
            plan, decision.mayBeMade(), context.claim().kind() == OperationKind.UPDATE)
        .ifPresent(failure -> refuse(context.terraform(), failure));
  }

  private static void refuse(Terraform terraform, Failure failure) {
    terraform.discardPlan();
    throw new FailureException(failure);
  }

  private static boolean makesOrReplaces(PlanSummary plan) {
    return plan.changes().stream()
        .anyMatch(change -> change.action() == Action.CREATE || change.action() == Action.REPLACE);
  }

  private static String words(AccountObservation look, AdoptionDecision decision) {
    long known =
        look.plan().stream().filter(resource -> resource.action() != Action.CREATE).count();
    List<String> parts = new ArrayList<>();
    parts.add(known + (known == 1 ? " resource" : " resources") + " found again");
    parts.add(decision.blocks().size() + " adopted");
    if (!decision.untaint().isEmpty()) {
      parts.add(decision.untaint().size() + " untainted");
    }
    return String.join(", ", parts) + ", going on";
  }
}
