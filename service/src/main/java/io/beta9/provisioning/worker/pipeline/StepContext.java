package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.provider.secrets.EnvironmentSecrets;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.run.Redactor;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.terraform.stack.StackSpec;
import io.beta9.provisioning.tfstate.kept.KeptStateStore;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.delay.DelayedResources;
import io.beta9.provisioning.worker.delay.ReportedWait;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.role.ClaimGuard;
import io.beta9.provisioning.worker.role.EnvironmentRecord;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepRecords;
import io.beta9.provisioning.worker.role.StepTerraform;
import io.beta9.provisioning.worker.role.StepTiming;
import io.beta9.provisioning.worker.role.StepWait;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of one claimed operation share: the roles through which they use the database, and
 * the objects derived from the environment, opened on first use. A step receives only the roles
 * that it uses. Everything in it can be recreated from the database and the account, so that an
 * operation can be resumed at any step.
 */
public final class StepContext implements StepTerraform, StepTiming, AutoCloseable {
  private static final long POLL_MILLIS = 200;

  private final Claim claim;
  private final StepRecords records;
  private final WorkerDependencies dependencies;
  private final CancellationState cancellation;
  private final StepLog log;
  private final BackgroundTask background;
  private final BackgroundTask comparison;
  private final DelayedResources delayed;
  private InfraModel model;
  private final Environment stored;
  private final StateBackend stateBackend;
  private @Nullable CloudAccount account;
  private @Nullable EnvironmentSecrets secrets;
  private @Nullable StackDirectory stack;
  private @Nullable Terraform terraform;
  private @Nullable Step step;
  private @Nullable StepWait pauses;
  private Progress progress = Progress.NONE;
  private int runCount;

  StepContext(
      Claim claim,
      StepRecords records,
      WorkerDependencies dependencies,
      CancellationState cancellation) {
    this.claim = claim;
    this.records = records;
    this.dependencies = dependencies;
    this.cancellation = cancellation;
    this.log =
        (stream, text) -> records.log().append(currentStepCode(), stream, text.lines().toList());
    this.background = new BackgroundTask("background-" + claim.operation());
    this.comparison = new BackgroundTask("comparison-" + claim.operation());
    this.stored = records.environment().current();
    this.model =
        InfraModelJson.fromJson(
            records.environment().plannedModel().orElseGet(stored::infraModel).text());
    this.stateBackend =
        dependencies.json().readValue(stored.stateBackend().text(), StateBackend.class);
    this.delayed =
        new DelayedResources(
            claim.operation().value(),
            ResourceCatalog.AWS,
            new EnvironmentInspection(this::account, model, records.runs())::of,
            this::reportDelay);
  }

  private void reportDelay(Failure delay) {
    log.append("terraform", delay.forEnvironment(claim.environment().value()).message());
    records.events().append(new EventData.ResourceDelayed(delay));
  }

  /** Sets the step that is executed from now on. */
  public void enter(Step step, Progress progress) {
    this.step = step;
    this.progress = progress;
    this.pauses = beginWait();
  }

  @Override
  public StepWait beginWait() {
    Step current = Objects.requireNonNull(step, "no step has been entered");
    return new ReportedWait(
        current.name().code(),
        current.name().description(),
        records.events(),
        dependencies.clock());
  }

  @Override
  public void waitingFor(String reason) {
    Objects.requireNonNull(pauses, "no step has been entered").reason(reason);
  }

  public Claim claim() {
    return claim;
  }

  public CancellationState cancellation() {
    return cancellation;
  }

  public WorkerDependencies dependencies() {
    return dependencies;
  }

  public EventLog events() {
    return records.events();
  }

  public StepLog log() {
    return log;
  }

  public RunJournal runs() {
    return records.runs();
  }

  public KeptStateStore keptStates() {
    return records.keptStates();
  }

  public ClaimGuard guard() {
    return records.guard();
  }

  public EnvironmentRecord environment() {
    return records.environment();
  }

  public BackgroundTask background() {
    return background;
  }

  /** Returns the comparison of the account with the state, which follows an apply. */
  public BackgroundTask comparison() {
    return comparison;
  }

  public InfraModel model() {
    return model;
  }

  /** Sets the model that the steps use from now on. */
  public void replaceModel(InfraModel replacement) {
    model = replacement;
  }

  public StateBackend stateBackend() {
    return stateBackend;
  }

  @Override
  public Duration deadline() {
    return Objects.requireNonNull(step, "no step has been entered").deadline();
  }

  @Override
  public Clock clock() {
    return dependencies.clock();
  }

  @Override
  public boolean isStopRequested() {
    return cancellation.isStopRequested();
  }

  private String currentStepCode() {
    return step == null ? "operation" : step.name().code();
  }

  /** Returns the operations on the customer's account. */
  public synchronized CloudAccount account() {
    if (account == null) {
      account = dependencies.accounts().open(stored.target(), claim.environment());
    }
    return account;
  }

  public synchronized EnvironmentSecrets secrets() {
    if (secrets == null) {
      secrets =
          account()
              .secrets(
                  claim.environment(),
                  model.tags(),
                  dependencies.random(),
                  records.guard()::requireHeld);
    }
    return secrets;
  }

  @Override
  public synchronized StackDirectory stack() {
    if (stack == null) {
      stack =
          StackDirectory.prepare(
              dependencies.workdirBase(),
              new StackSpec(
                  claim.environment(),
                  stored.target(),
                  model.tags(),
                  InfraModelJson.toTfvars(model),
                  stateBackend()),
              dependencies.terraformOptions());
      // A predecessor that was killed could not delete them.
      stack.removePrivateFiles();
    }
    return stack;
  }

  @Override
  public synchronized Terraform terraform() {
    if (terraform == null) {
      terraform =
          dependencies
              .tools()
              .terraform()
              .open(
                  stack(),
                  Redactor.of(secrets().knownValues()),
                  dependencies.accounts().providerCredentials(stored.target()));
    }
    return terraform;
  }

  @Override
  public TerraformRun run(String name, Consumer<TerraformEvent> listener) {
    return recorded(claim.operation() + "-" + claim.epoch() + "-" + name, listener);
  }

  @Override
  public TerraformRun numberedRun(String name) {
    return run(name + "-" + ++runCount, event -> {});
  }

  @Override
  public TerraformRun follow(ChildProcess child) {
    return recorded(child.runId(), event -> {});
  }

  private TerraformRun recorded(String runId, Consumer<TerraformEvent> listener) {
    RecordedRuns recorder =
        new RecordedRuns(
            records.runs(),
            progress,
            listener.andThen(new ResourceSpans()).andThen(delayed),
            dependencies.clock(),
            dependencies.host());
    return new TerraformRun(runId, deadline(), cancellation, recorder, recorder);
  }

  @Override
  public void pause(Duration time) throws InterruptedException {
    Instant end = dependencies.clock().instant().plus(time);
    while (dependencies.clock().instant().isBefore(end)) {
      switch (cancellation.order()) {
        case CONTINUE -> {
          Objects.requireNonNull(pauses, "no step has been entered").poll();
          Thread.sleep(Math.min(time.toMillis(), POLL_MILLIS));
        }
        case INTERRUPT -> throw new FailureException(Failure.of(FailureCode.OPERATION_CANCELLED));
        case DETACH, KILL, EXPIRE ->
            throw new DetachedException("the wait of " + claim.operation() + " was ended", null);
      }
    }
  }

  /**
   * Waits although a cancellation has been requested: what was opened has to be closed.
   *
   * @throws DetachedException if the worker stops or has lost the claim
   */
  public void pauseDespiteCancellation(Duration time) throws InterruptedException {
    Instant end = dependencies.clock().instant().plus(time);
    while (dependencies.clock().instant().isBefore(end)) {
      switch (cancellation.order()) {
        case CONTINUE, INTERRUPT -> Thread.sleep(Math.min(time.toMillis(), POLL_MILLIS));
        case DETACH, KILL, EXPIRE ->
            throw new DetachedException("the wait of " + claim.operation() + " was ended", null);
      }
    }
  }

  @Override
  public void close() {
    // Background tasks must not write after the operation has ended.
    background.stop(cancellation::detach);
    comparison.stop(cancellation::detach);
    delayed.close();
  }
}
