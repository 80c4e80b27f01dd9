package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.diagnosis.RunOutcome;
import io.beta9.provisioning.terraform.diagnosis.RunOutcome.RunEnd;
import io.beta9.provisioning.terraform.diagnosis.TerraformFailureClassifier;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.ChangeSummary;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.event.TerraformEventParser;
import io.beta9.provisioning.terraform.plan.ImportFile;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.SavedPlan;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.RunKind;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.testing.SimulatedCrash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Terraform without a process, for a {@link SmallStack} that it really makes. Like the real one
 * it locks the state, writes it only now and then, says in its journal what it has done, and leaves
 * everything as it is when it dies.
 */
public final class FakeTerraform implements Terraform {
  private final FakeTerraforms all;
  private final StackDirectory stack;
  private final FakeTerraforms.Environment environment;
  private final Runnable onceThereAreNodes;

  FakeTerraform(
      FakeTerraforms all,
      StackDirectory stack,
      FakeTerraforms.Environment environment,
      Runnable onceThereAreNodes) {
    this.onceThereAreNodes = onceThereAreNodes;
    this.all = all;
    this.stack = stack;
    this.environment = environment;
  }

  @Override
  public void init(TerraformRun run) {
    start(RunKind.INIT, run, job -> {});
  }

  @Override
  public PlanSummary plan(TerraformRun run, List<String> targets) {
    return start(RunKind.PLAN, run, job -> new PlanScenario(this, job).plan(targets)).planned();
  }

  @Override
  public ApplySummary apply(TerraformRun run) {
    RunResult finished = start(RunKind.APPLY, run, job -> new ApplyScenario(this, job).apply());
    discardPlan();
    return finished.applied().orElseThrow();
  }

  @Override
  public ApplySummary destroy(TerraformRun run) {
    return start(RunKind.DESTROY, run, job -> new ApplyScenario(this, job).destroy())
        .applied()
        .orElseThrow();
  }

  @Override
  public RunResult resume(ChildProcess child, long fromLine, TerraformRun run) {
    FakeTerraformProcess job = all.jobs().get(child.runDirectory());
    return follow(job, child, fromLine, run, () -> {});
  }

  @Override
  public JsonNode planJson(Duration deadline) {
    return savedPlan().orElseThrow().json();
  }

  @Override
  public Map<String, JsonNode> outputs(Duration deadline) {
    return environment.state().read().outputs;
  }

  @Override
  public StateResources state(Duration deadline) {
    return StateResources.parse(environment.state().text().orElse(""));
  }

  @Override
  public void untaint(TerraformRun run, String address) {
    throw new IllegalStateException("nothing is tainted by a death: " + address);
  }

  @Override
  public void pushErroredState(TerraformRun run) {
    throw new IllegalStateException("this Terraform could always write its state");
  }

  @Override
  public ImportFile imports() {
    return new ImportFile(stack);
  }

  FakeTerraforms.Environment environment() {
    return environment;
  }

  StackDirectory stack() {
    return stack;
  }

  Optional<SavedPlan> savedPlan() {
    return Files.exists(planFile())
        ? Optional.ofNullable(all.plans().get(planFile()))
        : Optional.empty();
  }

  void save(SavedPlan plan) {
    all.plans().put(planFile(), plan);
    try {
      Files.writeString(planFile(), "a plan");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void discardPlan() {
    try {
      Files.deleteIfExists(planFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path planFile() {
    return stack.path().resolve(StackDirectory.PLAN);
  }

  @FunctionalInterface
  private interface Work {
    void lineUp(FakeTerraformProcess job);
  }

  private RunResult start(RunKind kind, TerraformRun run, Work work) {
    FakeTerraformProcess job = new FakeTerraformProcess(kind, stack.runDirectory(run.id()));
    ProcessLifetime.setTerraformRunning(true);
    all.jobs().put(job.child().runDirectory(), job);
    try {
      run.register().started(job.child());
    } catch (RuntimeException | Error e) {
      job.end(); // It becomes Terraform only when its worker has taken note.
      throw e;
    }
    work.lineUp(job);
    return follow(job, job.child(), 0, run, onceThereAreNodes);
  }

  private RunResult follow(
      FakeTerraformProcess job,
      ChildProcess child,
      long from,
      TerraformRun run,
      Runnable onceThereAreNodes) {
    long delivered = from;
    while (job != null && !job.hasEnded()) {
      die(job);
      try {
        ProcessLifetime.runAsTerraform(job::step);
      } catch (SimulatedCrash e) {
        job.end();
      } catch (Error e) {
        job.end();
        throw e;
      }
      die(job);
      List<JournalLine> fresh = deliver(child, delivered, run);
      delivered += fresh.size();
      if (fresh.stream().anyMatch(FakeTerraform::saysThatThereAreNodes)) {
        onceThereAreNodes.run();
      }
    }
    deliver(child, delivered, run);
    run.register().ended(child);
    ProcessLifetime.setTerraformRunning(false);
    return outcome(child);
  }

  private static void die(FakeTerraformProcess job) {
    try {
      ProcessLifetime.checkAlive();
    } catch (Error e) {
      if (ProcessLifetime.current().filter(ProcessLifetime::terraformSurvives).isEmpty()) {
        job.end();
      }
      throw e;
    }
  }

  private static boolean saysThatThereAreNodes(JournalLine line) {
    return line.event() instanceof TerraformEvent.ApplyComplete complete
        && complete.action() == TerraformEvent.Action.CREATE
        && complete.resource().address().equals(SmallStack.SYSTEM_NODES);
  }

  private List<JournalLine> deliver(ChildProcess child, long from, TerraformRun run) {
    List<JournalLine> fresh = lines(child, from);
    if (!fresh.isEmpty()) {
      run.journal().lines(child.runId(), from, fresh);
    }
    return fresh;
  }

  private static List<JournalLine> lines(ChildProcess child, long from) {
    try {
      List<String> all = Files.readAllLines(child.runDirectory().resolve(ChildProcess.OUT));
      List<JournalLine> lines = new ArrayList<>();
      for (int number = (int) from; number < all.size(); number++) {
        lines.add(
            new JournalLine(number, all.get(number), TerraformEventParser.parse(all.get(number))));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunResult outcome(ChildProcess child) {
    List<Diagnostic> errors = new ArrayList<>();
    List<ChangeSummary> applied = new ArrayList<>();
    PlanSummary planned = PlanSummary.EMPTY;
    for (JournalLine line : lines(child, 0)) {
      planned = planned.with(line.event());
      if (line.event() instanceof Diagnostic diagnostic) {
        errors.add(diagnostic);
      }
      if (line.event() instanceof ChangeSummary summary && !summary.operation().equals("plan")) {
        applied.add(summary);
      }
    }
    RunOutcome outcome =
        new RunOutcome(
            child.kind(),
            child.exitCode(),
            RunEnd.EXITED,
            errors,
            "",
            planned,
            applied,
            Optional.empty());
    if (!outcome.succeeded()) {
      throw new FailureException(TerraformFailureClassifier.of(outcome, stack.erroredState()));
    }
    return new RunResult(
        child.kind(),
        planned,
        applied.stream()
            .reduce((first, last) -> last)
            .map(it -> new ApplySummary(it.add(), it.change(), it.remove(), it.imported())));
  }
}
