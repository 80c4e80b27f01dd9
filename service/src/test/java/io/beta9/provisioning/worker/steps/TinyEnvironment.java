package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.Redactor;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.tfstate.s3.ForeignContent;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.lease.ClaimLease;
import io.beta9.provisioning.worker.pipeline.EnvironmentRows;
import io.beta9.provisioning.worker.pipeline.OperationMetrics;
import io.beta9.provisioning.worker.pipeline.Pipeline;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * An environment with the real steps, the real Terraform, and its state in a simulated account. Its
 * resources need no provider, so that a run takes seconds.
 */
public final class TinyEnvironment implements AutoCloseable {
  /** One resource that is created immediately, and one that is created when the gate is opened. */
  private static final String STACK =
      """
      resource "terraform_data" "quick" {
        input = "%s"
        provisioner "local-exec" {
          when    = destroy
          command = "[ ! -e in-use ] || { read n < in-use; [ $n -gt 1 ] && echo $((n - 1)) > in-use || rm in-use; echo 'DependencyViolation: it has dependencies'; exit 1; }"
        }
      }
      resource "terraform_data" "slow" {
        input = terraform_data.quick.output
        provisioner "local-exec" {
          command = "while [ -e shut ] && [ -e tiny.tf ]; do sleep 0.05; done"
        }
      }
      """;

  private final SimulatedAccount account = SimulatedAccount.open();
  private final EnvironmentRows rows;
  private final Path folder;
  private final TerraformOptions options;
  private final WorkerDependencies dependencies;
  private final Pipelines pipelines;
  private final StepActions steps;
  private final AtomicReference<CancellationState> currentCancellation = new AtomicReference<>();
  private String input = "first";

  public TinyEnvironment(Path folder, String lock) {
    this.folder = folder;
    this.rows = new EnvironmentRows(lock);
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.putAll(account.workerEnvironment());
    environment.put("TERRAFORM_LOCK_TIMEOUT_SECONDS", "1");
    this.options = TerraformOptions.of(environment);
    this.dependencies =
        new WorkerDependencies(
            new AwsAccounts(account.sessions()),
            new WorkerTools(
                (stack, redactor, credentials) -> open(stack),
                (cluster, credentials, privateDirectory) -> {
                  throw new UnsupportedOperationException("no cluster is entered here");
                },
                new ForeignContent(
                    Set.of("terraform.io/builtin/terraform"), Set.of("terraform_data"), Set.of())),
            options,
            folder,
            host(),
            JsonMapper.shared(),
            Clock.systemUTC(),
            new Random(7));
    this.pipelines = new Pipelines();
    this.steps = new StepActions(new AccountSteps(), new PlainRecovery());
    inClaim(
        context -> {
          steps.stateBackend(context);
          steps.secrets(context);
        });
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Terraform open(StackDirectory stack) {
    try (Stream<Path> files = Files.list(stack.path())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".tf")).toList()) {
        Files.delete(file);
      }
      Files.writeString(stack.path().resolve("tiny.tf"), STACK.formatted(input));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TerraformProcesses(
        TerraformCli.find(options), options, stack, Redactor.of(List.of()));
  }

  /** Plans without adopting anything. */
  private static final class PlainRecovery implements TerraformRecovery {
    @Override
    public void completeJournal(StepTerraform terraform, RunJournal runs, StepLog log) {}

    @Override
    public PlanSummary plan(AdoptionContext context) {
      return context.runs().terraform().plan(context.runs().run("plan"));
    }

    @Override
    public void beforeDestroy(AdoptionContext context) {}
  }

  /** The real pipeline, without the steps that need a provider or a cluster. */
  public Pipeline pipeline(AccountSteps accountSteps) {
    StepActions account = new StepActions(accountSteps, new PlainRecovery());
    return new Pipeline(
        rows.lifecycle(),
        rows.contexts(dependencies),
        new Pipelines(
            List.of(
                step(StepName.STATE_BACKEND, Transition.PROVISION, account::stateBackend),
                step(StepName.SECRETS, Transition.PROVISION, account::secrets),
                step(StepName.INIT, Transition.PROVISION, steps::init),
                step(StepName.PLAN, Transition.PROVISION, steps::plan),
                step(StepName.APPLY, Transition.PROVISION, steps::apply)),
            List.of(
                step(StepName.INIT, Transition.DESTROY, steps::init),
                step(StepName.DESTROY, Transition.DESTROY, steps::destroy),
                step(StepName.SWEEP, Transition.DESTROY, account::sweep))),
        RetryPolicy.STANDARD,
        new OperationMetrics(new SimpleMeterRegistry()),
        Clock.systemUTC(),
        new Random(5));
  }

  private static Step step(StepName name, Transition move, Step.StepAction work) {
    return new Step(name, move, null, Duration.ofMinutes(5), work);
  }

  static StepActions actions() {
    return new StepActions(new AccountSteps(), new PlainRecovery());
  }

  /** Stops the worker immediately; its Terraform process keeps running. */
  void loseWorker(Future<?> work) {
    currentCancellation.get().detach();
    try {
      work.get();
      throw new AssertionError("it had come to its end before it was killed");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof DetachedException)) {
        throw new AssertionError("it ended by itself", e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public SimulatedAccount account() {
    return account;
  }

  public EnvironmentRows rows() {
    return rows;
  }

  StateBackend backend() {
    return rows.backend();
  }

  StackDirectory stack() {
    return StackDirectory.at(folder, SimulatedAccount.ID);
  }

  /** Sets the input of the quick resource in the next run. */
  void setInput(String other) {
    input = other;
  }

  /** Executes an action as a step of a new claim, after the previous claim was released. */
  public void inClaim(Step.StepAction work) {
    rows.release();
    Claim claim = rows.claim();
    CancellationState cancellation =
        new CancellationState(
            new ClaimLease(claim, LeasePolicy.STANDARD, Instant.now()), System.nanoTime());
    currentCancellation.set(cancellation);
    try (StepContext context = rows.contexts(dependencies).open(claim, cancellation)) {
      context.enter(pipelines.steps(claim.kind()).getFirst(), Progress.NONE);
      work.run(context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void init() {
    inClaim(steps::init);
  }

  void initAndPlan() {
    inClaim(
        context -> {
          steps.init(context);
          steps.plan(context);
        });
  }

  public void apply() {
    inClaim(
        context -> {
          steps.init(context);
          steps.plan(context);
          steps.apply(context);
        });
  }

  /** Executes the steps of an operation that only plans. */
  void planUpdate() {
    inClaim(
        context -> {
          steps.init(context);
          steps.planUpdate(context);
        });
  }

  /** Applies until the second resource waits for the gate. */
  Future<?> applyUntilHeld() {
    shutGate();
    return CompletableFuture.runAsync(this::apply);
  }

  /** Starts Terraform in the stack directory, as an operator would manually. */
  Process startManually(String... arguments) {
    Stream<String> command =
        Stream.concat(
            Stream.of(TerraformCli.find(options).binary().toString()), Stream.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command.toList())
            .directory(stack().path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("by-hand.log").toFile());
    builder.environment().putAll(account.workerEnvironment());
    builder.environment().put("TF_CLI_CONFIG_FILE", stack().path().resolve("cli.tfrc").toString());
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void shutGate() {
    try {
      Files.createDirectories(stack().path());
      Files.writeString(stack().path().resolve("shut"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes this many destroys fail because a resource is in use. */
  public void keepInUse(int times) {
    try {
      Files.writeString(stack().path().resolve("in-use"), times + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void openGate() {
    try {
      Files.deleteIfExists(stack().path().resolve("shut"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether the run has reached the resource that waits for the gate. */
  boolean isHeld() {
    return rows.log().contains("terraform_data.slow: Provisioning with");
  }

  void killTerraform() {
    stack().liveRuns().forEach(ChildProcess::killGroup);
  }

  StateResources state() {
    return open(stack()).state(Duration.ofMinutes(1));
  }

  @Override
  public void close() {
    killTerraform();
    rows.close();
    account.close();
  }
}
