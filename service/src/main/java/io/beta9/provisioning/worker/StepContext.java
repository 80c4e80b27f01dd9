package io.beta9.provisioning.worker;

import io.beta9.provisioning.aws.AwsSession;
import io.beta9.provisioning.aws.EnvironmentSecrets;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.InfraModel;
import io.beta9.provisioning.metaconfig.InfraModelJson;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.DoneSteps;
import io.beta9.provisioning.operation.KeptStateRepository;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.terraform.ChildProcess;
import io.beta9.provisioning.terraform.DetachedException;
import io.beta9.provisioning.terraform.Redactor;
import io.beta9.provisioning.terraform.Run;
import io.beta9.provisioning.terraform.StackDirectory;
import io.beta9.provisioning.terraform.StackSpec;
import io.beta9.provisioning.terraform.Terraform;
import io.beta9.provisioning.terraform.TerraformEvent;
import io.beta9.provisioning.timeline.JournalRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the steps of one claimed operation share. Whatever it holds can be made again from the
 * database and the account, so that an operation can be taken up at any step.
 */
final class StepContext implements AutoCloseable {
  private static final long LOOK_MILLIS = 200;

  private final Claim claim;
  private final ClaimedLedger ledger;
  private final Workshop workshop;
  private final Orders orders;
  private final Environment environment;
  private final InfraModel model;
  private final CloudTarget target;
  private @Nullable AwsSession session;
  private @Nullable EnvironmentSecrets secrets;
  private @Nullable StackDirectory stack;
  private @Nullable Terraform terraform;
  private @Nullable CompletableFuture<Void> ahead;
  private @Nullable Step step;
  private Progress progress = Progress.NONE;
  private int severalRuns;

  StepContext(Claim claim, ClaimedLedger ledger, Workshop workshop, Orders orders) {
    this.claim = claim;
    this.ledger = ledger;
    this.workshop = workshop;
    this.orders = orders;
    this.environment = ledger.environment(claim);
    this.model = InfraModelJson.fromJson(environment.infraModel().toString());
    this.target = MetaConfigJson.fromJson(environment.metaConfig().toString()).cloud();
  }

  /** Says which step runs from now on. */
  void enter(Step step, Progress progress) {
    this.step = step;
    this.progress = progress;
  }

  Claim claim() {
    return claim;
  }

  Orders orders() {
    return orders;
  }

  Workshop workshop() {
    return workshop;
  }

  InfraModel model() {
    return model;
  }

  CloudTarget target() {
    return target;
  }

  /** The environment as it is now. */
  Environment environment() {
    return ledger.environment(claim);
  }

  /** The outputs of what has been made so far. */
  ObjectNode outputs() {
    return environment().outputs();
  }

  void addOutputs(ObjectNode outputs) {
    ledger.outputs(claim, outputs);
  }

  /** Whether a person has asked for it to go on past what cannot be reached. */
  boolean forced() {
    return ledger.stepsDone(claim).contains(DoneSteps.FORCED);
  }

  Duration deadline() {
    return current().deadline();
  }

  private Step current() {
    return Objects.requireNonNull(step, "no step has begun");
  }

  synchronized AwsSession session() {
    if (session == null) {
      session = workshop.sessions().open(target, environment.id());
    }
    return session;
  }

  synchronized EnvironmentSecrets secrets() {
    if (secrets == null) {
      secrets =
          new EnvironmentSecrets(
              session(), environment.id(), model.tags(), workshop.random(), this::requireHeld);
    }
    return secrets;
  }

  /**
   * Makes sure that the claim is in force at this moment, before something is written elsewhere.
   *
   * @throws io.beta9.provisioning.operation.ClaimLostException where it is not
   */
  void requireHeld() {
    ledger.requireHeld(claim);
  }

  StateBackend stateBackend() {
    return workshop.json().treeToValue(environment.stateBackend(), StateBackend.class);
  }

  /** The stack directory, written if it is not there. */
  synchronized StackDirectory stack() {
    if (stack == null) {
      stack =
          StackDirectory.prepare(
              workshop.workdirBase(),
              new StackSpec(
                  environment.id(),
                  target,
                  model.tags(),
                  InfraModelJson.toTfvars(model),
                  stateBackend()),
              workshop.terraformOptions());
    }
    return stack;
  }

  synchronized Terraform terraform() {
    if (terraform == null) {
      terraform = workshop.tools().terraform().open(stack(), Redactor.of(secrets().knownValues()));
    }
    return terraform;
  }

  /** A run of Terraform in this step, whose every line is kept. */
  Run run(String name, Consumer<TerraformEvent> listener) {
    ClaimedRuns keeper =
        new ClaimedRuns(claim, ledger, progress, listener, workshop.clock(), workshop.host());
    return new Run(
        claim.operation() + "-" + claim.epoch() + "-" + name, deadline(), orders, keeper, keeper);
  }

  /** One of several runs of the same kind that the claim may need. */
  Run anotherRun(String name) {
    return run(name + "-" + ++severalRuns, event -> {});
  }

  /** Follows a run that another worker started; its lines go on where they end. */
  Run follow(ChildProcess child) {
    ClaimedRuns keeper =
        new ClaimedRuns(claim, ledger, progress, event -> {}, workshop.clock(), workshop.host());
    return new Run(child.runId(), deadline(), orders, keeper, keeper);
  }

  /** How many lines of a run are kept already. */
  long linesStored(ChildProcess child) {
    return ledger.linesStored(claim, child.runId());
  }

  /** The same, whichever of the environment's operations the run was for. */
  long linesOfRun(ChildProcess child) {
    return ledger.linesOfRun(claim, child.runId());
  }

  /** What the environment's operations are known to have made and deleted, oldest first. */
  List<JournalRepository.Completion> completions() {
    return ledger.completions(claim);
  }

  /** How the last run of these kinds ended, whichever operation it was for; nothing: none was. */
  Optional<ProcessRepository.Ending> lastOf(Set<String> kinds) {
    return ledger.lastOf(claim, kinds);
  }

  /**
   * Waits, as long as the work is wanted.
   *
   * @throws DetachedException where the worker goes away
   * @throws FailureException where a person wants the operation to stop
   */
  void pause(Duration time) throws InterruptedException {
    Instant end = workshop.clock().instant().plus(time);
    while (workshop.clock().instant().isBefore(end)) {
      switch (orders.order()) {
        case GO_ON -> Thread.sleep(Math.min(time.toMillis(), LOOK_MILLIS));
        case INTERRUPT ->
            throw new FailureException(
                new Failure(
                    FailureClass.CANCELLED,
                    "cancelled",
                    "The operation was stopped",
                    "a person asked for it",
                    "Retry it, or destroy the environment"));
        case DETACH, KILL, EXPIRE ->
            throw new DetachedException("the wait of " + claim.operation() + " was left", null);
      }
    }
  }

  boolean keepState(KeptStateRepository.Kept state) {
    return ledger.keepState(claim, state);
  }

  Optional<KeptStateRepository.Kept> keptState() {
    return ledger.keptState(claim);
  }

  void statePushed() {
    ledger.statePushed(claim);
  }

  /** Terraforms of this environment that were killed, whoever ran them. */
  List<ProcessRepository.Killed> killedRuns() {
    return ledger.killedRuns(claim);
  }

  /** Whether a Terraform of this environment said that it could not let go of this lock. */
  boolean couldNotRelease(String lockId) {
    return ledger.couldNotRelease(claim, lockId);
  }

  /** Tells people of something in the environment's events. */
  void tell(String kind, String message) {
    ledger.tell(claim, kind, message);
  }

  /** Writes lines to the environment's log. */
  void log(String stream, String... lines) {
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      all.addAll(line.lines().toList());
    }
    ledger.log(claim, step == null ? "operation" : step.name().code(), stream, all);
  }

  /** Begins work that a later step will wait for. What it throws, that step throws. */
  synchronized void beginAhead(Runnable work) {
    if (ahead == null) {
      ahead =
          CompletableFuture.runAsync(
              work, task -> Thread.ofVirtual().name("ahead-" + claim.operation()).start(task));
    }
  }

  /** Waits for the work that was begun ahead, if any was; returns whether there was some. */
  boolean awaitAhead() throws InterruptedException {
    CompletableFuture<Void> work;
    synchronized (this) {
      work = ahead;
      ahead = null;
    }
    if (work == null) {
      return false;
    }
    try {
      work.get(deadline().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("what was begun ahead outlasted the step's deadline", e);
    }
  }

  @Override
  public void close() {
    CompletableFuture<Void> work;
    synchronized (this) {
      work = ahead;
    }
    if (work != null) {
      // Nobody will ask for it any more; it must not write after the operation has ended.
      orders.detach();
      work.exceptionally(failure -> null).join();
    }
  }
}
