package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.aws.secrets.EnvironmentSecrets;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.CompletedSteps;
import io.beta9.provisioning.operation.ProcessRepository;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.DetachedException;
import io.beta9.provisioning.terraform.run.Redactor;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformEvent;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.terraform.stack.StackSpec;
import io.beta9.provisioning.tfstate.kept.KeptStateRepository;
import io.beta9.provisioning.timeline.JournalRepository;
import io.beta9.provisioning.worker.loop.CancellationState;
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
public final class StepContext implements AutoCloseable {
  private static final long LOOK_MILLIS = 200;

  private final Claim claim;
  private final FencedWriter ledger;
  private final WorkerDependencies workshop;
  private final CancellationState orders;
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

  StepContext(
      Claim claim, FencedWriter ledger, WorkerDependencies workshop, CancellationState orders) {
    this.claim = claim;
    this.ledger = ledger;
    this.workshop = workshop;
    this.orders = orders;
    this.environment = ledger.environment(claim);
    this.model = InfraModelJson.fromJson(environment.infraModel().toString());
    this.target = MetaConfigJson.fromJson(environment.metaConfig().toString()).cloud();
  }

  /** Says which step runs from now on. */
  public void enter(Step step, Progress progress) {
    this.step = step;
    this.progress = progress;
  }

  public Claim claim() {
    return claim;
  }

  public CancellationState orders() {
    return orders;
  }

  public WorkerDependencies workshop() {
    return workshop;
  }

  public InfraModel model() {
    return model;
  }

  CloudTarget target() {
    return target;
  }

  /** The environment as it is now. */
  public Environment environment() {
    return ledger.environment(claim);
  }

  /** The outputs of what has been made so far. */
  public ObjectNode outputs() {
    return environment().outputs();
  }

  public void addOutputs(ObjectNode outputs) {
    ledger.outputs(claim, outputs);
  }

  /** Whether a person has asked for it to go on past what cannot be reached. */
  public boolean forced() {
    return ledger.stepsDone(claim).contains(CompletedSteps.FORCED);
  }

  public Duration deadline() {
    return current().deadline();
  }

  private Step current() {
    return Objects.requireNonNull(step, "no step has begun");
  }

  public synchronized AwsSession session() {
    if (session == null) {
      session = workshop.sessions().open(target, environment.id());
    }
    return session;
  }

  public synchronized EnvironmentSecrets secrets() {
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
  public void requireHeld() {
    ledger.requireHeld(claim);
  }

  public StateBackend stateBackend() {
    return workshop.json().treeToValue(environment.stateBackend(), StateBackend.class);
  }

  /** The stack directory, written if it is not there. */
  public synchronized StackDirectory stack() {
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

  public synchronized Terraform terraform() {
    if (terraform == null) {
      terraform = workshop.tools().terraform().open(stack(), Redactor.of(secrets().knownValues()));
    }
    return terraform;
  }

  /** A run of Terraform in this step, whose every line is kept. */
  public TerraformRun run(String name, Consumer<TerraformEvent> listener) {
    RecordedRuns keeper =
        new RecordedRuns(claim, ledger, progress, listener, workshop.clock(), workshop.host());
    return new TerraformRun(
        claim.operation() + "-" + claim.epoch() + "-" + name, deadline(), orders, keeper, keeper);
  }

  /** One of several runs of the same kind that the claim may need. */
  public TerraformRun anotherRun(String name) {
    return run(name + "-" + ++severalRuns, event -> {});
  }

  /** Follows a run that another worker started; its lines go on where they end. */
  public TerraformRun follow(ChildProcess child) {
    RecordedRuns keeper =
        new RecordedRuns(claim, ledger, progress, event -> {}, workshop.clock(), workshop.host());
    return new TerraformRun(child.runId(), deadline(), orders, keeper, keeper);
  }

  /** How many lines of a run are kept already. */
  public long linesStored(ChildProcess child) {
    return ledger.linesStored(claim, child.runId());
  }

  /** The same, whichever of the environment's operations the run was for. */
  public long linesOfRun(ChildProcess child) {
    return ledger.linesOfRun(claim, child.runId());
  }

  /** What the environment's operations are known to have made and deleted, oldest first. */
  public List<JournalRepository.Completion> completions() {
    return ledger.completions(claim);
  }

  /** How the last run of these kinds ended, whichever operation it was for; nothing: none was. */
  public Optional<ProcessRepository.ProcessEnd> lastOf(Set<String> kinds) {
    return ledger.lastOf(claim, kinds);
  }

  /**
   * Waits, as long as the work is wanted.
   *
   * @throws DetachedException where the worker goes away
   * @throws FailureException where a person wants the operation to stop
   */
  public void pause(Duration time) throws InterruptedException {
    Instant end = workshop.clock().instant().plus(time);
    while (workshop.clock().instant().isBefore(end)) {
      switch (orders.order()) {
        case GO_ON -> Thread.sleep(Math.min(time.toMillis(), LOOK_MILLIS));
        case INTERRUPT -> throw new FailureException(Failure.of(FailureCode.OPERATION_CANCELLED));
        case DETACH, KILL, EXPIRE ->
            throw new DetachedException("the wait of " + claim.operation() + " was left", null);
      }
    }
  }

  public boolean keepState(KeptStateRepository.KeptState state) {
    return ledger.keepState(claim, state);
  }

  public Optional<KeptStateRepository.KeptState> keptState() {
    return ledger.keptState(claim);
  }

  public void statePushed() {
    ledger.statePushed(claim);
  }

  /** Terraforms of this environment that were killed, whoever ran them. */
  public List<ProcessRepository.Killed> killedRuns() {
    return ledger.killedRuns(claim);
  }

  /** Whether a Terraform of this environment said that it could not let go of this lock. */
  public boolean couldNotRelease(String lockId) {
    return ledger.couldNotRelease(claim, lockId);
  }

  /** Tells people of something in the environment's events. */
  public void tell(String kind, String message) {
    ledger.tell(claim, kind, message);
  }

  /** Writes lines to the environment's log. */
  public void log(String stream, String... lines) {
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      all.addAll(line.lines().toList());
    }
    ledger.log(claim, step == null ? "operation" : step.name().code(), stream, all);
  }

  /** Begins work that a later step will wait for. What it throws, that step throws. */
  public synchronized void beginAhead(Runnable work) {
    if (ahead == null) {
      ahead =
          CompletableFuture.runAsync(
              work, task -> Thread.ofVirtual().name("ahead-" + claim.operation()).start(task));
    }
  }

  /** Waits for the work that was begun ahead, if any was; returns whether there was some. */
  public boolean awaitAhead() throws InterruptedException {
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
