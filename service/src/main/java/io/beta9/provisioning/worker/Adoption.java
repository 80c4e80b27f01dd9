package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.Clues;
import io.beta9.provisioning.aws.Sighting;
import io.beta9.provisioning.aws.Sightings;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.terraform.ChildProcess;
import io.beta9.provisioning.terraform.ImportBlock;
import io.beta9.provisioning.terraform.JournalIds;
import io.beta9.provisioning.terraform.PlanDetails;
import io.beta9.provisioning.terraform.PlanGuard;
import io.beta9.provisioning.terraform.PlanMode;
import io.beta9.provisioning.terraform.PlanSummary;
import io.beta9.provisioning.terraform.PlannedResource;
import io.beta9.provisioning.terraform.StateView;
import io.beta9.provisioning.terraform.Terraform;
import io.beta9.provisioning.terraform.TerraformEvent.Action;
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
final class Adoption implements Recovery {
  private static final Duration READING = Duration.ofMinutes(2);
  private static final int TRIES = 3;

  /** The runs that change what an environment has. */
  private static final Set<String> CHANGING = Set.of("APPLY", "DESTROY");

  private final Duration pause;

  /**
   * @param pause how long to wait between two looks at what is under way
   */
  Adoption(Duration pause) {
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
    Optional<ProcessRepository.Ending> last = context.lastOf(CHANGING);
    if (last.isEmpty() || (last.get().well() && !makesOrReplaces(plan))) {
      PlanGuard.check(plan, Set.of()).ifPresent(failure -> refuse(terraform, failure));
      return plan;
    }
    Look look = look(context, terraform.planJson(READING));
    Judgement judgement = judge(context, look, Decision.Aim.GO_ON);
    boolean planned = !judgement.outdatesThePlan();
    for (int number = 2; !planned; number++) {
      List<ImportBlock> blocks = judgement.decision().blocks();
      try {
        plan = planWith(context, blocks, "plan-" + number, List.of());
        planned = true;
      } catch (FailureException e) {
        Judgement again = judge(context, look, Decision.Aim.GO_ON);
        if (number > TRIES || again.decision().blocks().equals(blocks)) {
          throw e;
        }
        context.log("adoption", "the account has changed; planning again: " + e.getMessage());
        judgement = again;
      }
    }
    Decision decision = judgement.decision();
    check(
        context,
        decision,
        judgement.outdatesThePlan() ? PlanDetails.of(terraform.planJson(READING)) : look.plan());
    if (!decision.isEmpty() || !last.get().well()) {
      context.tell("recovered", words(look, decision));
    }
    return plan;
  }

  @Override
  public void beforeDestroy(StepContext context) throws InterruptedException {
    Optional<ProcessRepository.Ending> last = context.lastOf(CHANGING);
    if (last.isEmpty() || last.get().well()) {
      return;
    }
    Terraform terraform = context.terraform();
    terraform.plan(context.run("look", event -> {}), PlanMode.APPLY);
    Look look = look(context, terraform.planJson(READING));
    terraform.discardPlan();
    Decision decision = judge(context, look, Decision.Aim.DESTROY).decision();
    for (Missing missing : look.missing()) {
      if (decision.repeatable().contains(missing.address())
          && missing.why() == Missing.Why.NOT_IN_STATE
          && look.clues().parent(missing.resource(), owner(missing)).isPresent()) {
        look.account().loosen(missing.resource());
      }
    }
    if (!decision.blocks().isEmpty()) {
      List<String> targets = decision.blocks().stream().map(ImportBlock::address).toList();
      planWith(context, decision.blocks(), "adoption-plan", targets);
      PlanGuard.checkImportOnly(PlanDetails.of(terraform.planJson(READING)), decision.repeatable())
          .ifPresent(failure -> refuse(terraform, failure));
      terraform.apply(context.run("adoption", event -> {}));
    }
    context.tell("recovered", words(look, decision));
  }

  private static String owner(Missing setting) {
    return setting.resource().type().startsWith("aws_iam_user") ? "user" : "role";
  }

  /** What was looked for, and where. */
  private record Look(
      Sightings account, Clues clues, List<PlannedResource> plan, List<Missing> missing) {}

  private Look look(StepContext context, tools.jackson.databind.JsonNode planJson) {
    Sightings account = context.workshop().tools().account().open(context.session());
    List<PlannedResource> plan = PlanDetails.of(planJson);
    StateView state = context.terraform().state(READING);
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
    return new Look(
        account,
        new Clues(context.claim().environment(), journal, known),
        plan,
        AccountLook.missing(plan, state, account));
  }

  /**
   * What was decided.
   *
   * @param waited whether AWS was still at work when it was looked at first
   */
  private record Judgement(Decision decision, boolean waited) {
    boolean outdatesThePlan() {
      return waited || !decision.isEmpty();
    }
  }

  /** Looks, waits, mends and untaints. */
  private Judgement judge(StepContext context, Look look, Decision.Aim aim)
      throws InterruptedException {
    AccountLook account =
        new AccountLook(
            look.account(),
            look.clues(),
            context.workshop().clock(),
            () -> context.pause(pause),
            line -> context.log("adoption", line));
    Map<Missing, Sighting> seen =
        account.at(look.missing(), context.deadline(), aim == Decision.Aim.GO_ON);
    Decision decision = Decision.of(seen, aim);
    seen.forEach(
        (missing, sighting) -> {
          if (missing.why() != Missing.Why.SLOW && sighting instanceof Sighting.Found found) {
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
    StateView state = context.terraform().state(READING);
    for (String address : addresses) {
      if (state.find(address).filter(StateView.Resource::tainted).isPresent()) {
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

  private static void check(StepContext context, Decision decision, List<PlannedResource> plan) {
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

  private static String words(Look look, Decision decision) {
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
