package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
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
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A stateful fake of Terraform without a process, which creates the resources of a {@link
 * SmallStack} in the simulated account. Like the real one it locks the state, writes the state only
 * after several resources, reports its progress in the journal, and cleans nothing up when it is
 * killed.
 */
public final class FakeTerraform implements Terraform {
  private final FakeTerraforms all;
  private final StackDirectory stack;
  private final FakeTerraforms.Environment environment;
  private final Runnable onNodesCreated;

  FakeTerraform(
      FakeTerraforms all,
      StackDirectory stack,
      FakeTerraforms.Environment environment,
      Runnable onNodesCreated) {
    this.onNodesCreated = onNodesCreated;
    this.all = all;
    this.stack = stack;
    this.environment = environment;
  }

  @Override
  public void init(TerraformRun run) {
    start(RunKind.INIT, run, process -> {});
  }

  @Override
  public PlanSummary plan(TerraformRun run, List<String> targets) {
    return start(RunKind.PLAN, run, process -> new PlanScenario(this, process).plan(targets))
        .planned();
  }

  @Override
  public ApplySummary apply(TerraformRun run) {
    RunResult finished =
        start(RunKind.APPLY, run, process -> new ApplyScenario(this, process).apply());
    discardPlan();
    return finished.applied().orElseThrow();
  }

  @Override
  public ApplySummary destroy(TerraformRun run) {
    return start(RunKind.DESTROY, run, process -> new ApplyScenario(this, process).destroy())
        .applied()
        .orElseThrow();
  }

  @Override
  public RunResult resume(ChildProcess child, long fromLine, TerraformRun run) {
    FakeTerraformProcess process = all.processes().get(child.runDirectory());
    return follow(process, child, fromLine, run, () -> {});
  }

  @Override
  public JsonNode planJson(Duration deadline) {
    return savedPlan().orElseThrow().json();
  }

  @Override
  public Map<String, JsonNode> outputs(Duration deadline) {
    return reading("Reading the outputs", () -> environment.state().read().outputs);
  }

  @Override
  public StateResources state(Duration deadline) {
    return reading(
        "Reading the state",
        () -> {
          environment.state().read();
          return StateResources.parse(environment.state().text().orElse(""));
        });
  }

  private static <T> T reading(String activity, Supplier<T> read) {
    try {
      return read.get();
    } catch (RemoteState.UnusableStateException e) {
      throw new FailureException(
          TerraformFailureClassifier.ofShort(activity, 1, String.valueOf(e.getMessage())));
    } catch (JacksonException e) {
      throw new FailureException(Failure.of(FailureCode.STATE_UNREADABLE, activity), e);
    }
  }

  @Override
  public void untaint(TerraformRun run, String address) {
    start(
        RunKind.UNTAINT,
        run,
        process ->
            process.then(
                () -> {
                  RemoteState.Content state = environment.state().read();
                  if (!state.tainted.remove(address)) {
                    process.error("Resource is not tainted", address);
                    return;
                  }
                  environment.state().write(state, environment.resources());
                }));
  }

  @Override
  public void pushErroredState(TerraformRun run) {
    throw new IllegalStateException("this fake always writes its state");
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
    void schedule(FakeTerraformProcess process);
  }

  private RunResult start(RunKind kind, TerraformRun run, Work work) {
    FakeTerraformProcess process = new FakeTerraformProcess(kind, stack.runDirectory(run.id()));
    ProcessLifetime.setTerraformRunning(true);
    all.processes().put(process.child().runDirectory(), process);
    try {
      run.register().started(process.child());
    } catch (RuntimeException | Error e) {
      process.end(); // Terraform is executed only after its worker has recorded the process.
      throw e;
    }
    work.schedule(process);
    return follow(process, process.child(), 0, run, onNodesCreated);
  }

  private RunResult follow(
      FakeTerraformProcess process,
      ChildProcess child,
      long from,
      TerraformRun run,
      Runnable onNodesCreated) {
    long delivered = from;
    while (process != null && !process.hasEnded()) {
      checkWorkerAlive(process);
      try {
        ProcessLifetime.runAsTerraform(process::step);
      } catch (SimulatedCrash e) {
        process.end();
      } catch (Error e) {
        process.end();
        throw e;
      }
      checkWorkerAlive(process);
      List<JournalLine> newLines = deliver(child, delivered, run);
      delivered += newLines.size();
      if (newLines.stream().anyMatch(FakeTerraform::reportsCreatedNodes)) {
        onNodesCreated.run();
      }
    }
    deliver(child, delivered, run);
    run.register().ended(child);
    ProcessLifetime.setTerraformRunning(false);
    return outcome(child);
  }

  private static void checkWorkerAlive(FakeTerraformProcess process) {
    try {
      ProcessLifetime.checkAlive();
    } catch (Error e) {
      if (ProcessLifetime.current().filter(ProcessLifetime::terraformSurvives).isEmpty()) {
        process.end();
      }
      throw e;
    }
  }

  private static boolean reportsCreatedNodes(JournalLine line) {
    return line.event() instanceof TerraformEvent.ApplyComplete complete
        && complete.action() == TerraformEvent.Action.CREATE
        && complete.resource().address().equals(SmallStack.SYSTEM_NODES);
  }

  private List<JournalLine> deliver(ChildProcess child, long from, TerraformRun run) {
    List<JournalLine> newLines = lines(child, from);
    if (!newLines.isEmpty()) {
      run.journal().lines(child.runId(), from, newLines);
    }
    return newLines;
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
