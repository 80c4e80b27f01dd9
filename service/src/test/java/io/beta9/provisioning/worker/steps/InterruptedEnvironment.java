package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.bootstrap.Bootstrap;
import io.beta9.provisioning.cloud.aws.AwsAccounts;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.lease.CancellationState;
import io.beta9.provisioning.worker.lease.ClaimLease;
import io.beta9.provisioning.worker.pipeline.EnvironmentRows;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * One environment whose worker and Terraform a test can kill: with the real steps, Terraform,
 * provider and database, in a simulated account.
 */
public final class InterruptedEnvironment implements AutoCloseable {
  /** The steps that create and destroy the infrastructure; they need no cluster. */
  private static final Set<StepName> STEPS =
      EnumSet.of(
          StepName.STATE_BACKEND,
          StepName.SECRETS,
          StepName.STACK,
          StepName.INIT,
          StepName.RECOVER,
          StepName.PLAN,
          StepName.APPLY,
          StepName.REPLACE_NODES,
          StepName.DESTROY,
          StepName.SWEEP);

  private final SimulatedAccount account = SimulatedAccount.open();
  private final EnvironmentRows rows = new EnvironmentRows();
  private final Random random = new Random(5);
  private final Pipelines pipelines = new Pipelines();
  private final WorkerDependencies dependencies;
  private final Path folder;
  private final AtomicReference<CancellationState> currentCancellation = new AtomicReference<>();

  private final AtomicReference<Consumer<Set<String>>> drain = new AtomicReference<>(groups -> {});

  public InterruptedEnvironment(Path folder) {
    this.folder = folder;
    TerraformOptions options = TerraformOptions.of(environment(account.workerEnvironment()));
    TerraformCli cli = TerraformCli.find(options);
    dependencies =
        new WorkerDependencies(
            new AwsAccounts(account.sessions()),
            new WorkerTools(
                (stack, redactor, credentials) ->
                    new TerraformProcesses(cli, options, stack, redactor),
                (cluster, credentials, privateDirectory) -> clusterThatIsOnlyDrained()),
            options,
            folder,
            "h",
            JsonMapper.shared(),
            Clock.systemUTC(),
            random);
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.putAll(more);
    return all;
  }

  /** Sets what happens when nodes of these groups are drained. */
  void onDrain(Consumer<Set<String>> action) {
    drain.set(action);
  }

  private Bootstrap clusterThatIsOnlyDrained() {
    return (Bootstrap)
        Proxy.newProxyInstance(
            Bootstrap.class.getClassLoader(),
            new Class<?>[] {Bootstrap.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "drain" -> {
                  @SuppressWarnings("unchecked")
                  Set<String> groups = (Set<String>) arguments[0];
                  drain.get().accept(groups);
                }
                case "close" -> {}
                default -> throw new UnsupportedOperationException("no cluster is entered here");
              }
              return null;
            });
  }

  public SimulatedAccount account() {
    return account;
  }

  /** The rows of the environment. */
  public EnvironmentRows rows() {
    return rows;
  }

  /** The records of the account. */
  public AccountRecords records() {
    return new AccountRecords(account);
  }

  public void setLatency(String kind, Duration time) {
    account.sim().faultRules().add(new FaultRule.Latency(kind, time));
  }

  /** Claims the waiting operation and executes its Terraform steps. */
  void work() {
    workUntil(StepName.SWEEP);
  }

  /** Claims the waiting operation and executes its Terraform steps up to this one. */
  public void workUntil(StepName lastStep) {
    rows.release();
    clearLock();
    Claim claim = rows.claim();
    CancellationState cancellation =
        new CancellationState(
            new ClaimLease(claim, LeasePolicy.STANDARD, Instant.now()), System.nanoTime());
    currentCancellation.set(cancellation);
    try (StepContext context = rows.contexts(dependencies).open(claim, cancellation)) {
      for (Step each : pipelines.steps(claim.kind())) {
        if (STEPS.contains(each.name())) {
          context.enter(each, Progress.NONE);
          each.action().run(context);
          if (each.name() == lastStep) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Future<?> begin() {
    return CompletableFuture.runAsync(this::work);
  }

  /** Stops the worker immediately; its Terraform process keeps running. */
  public void killWorker(Future<?> work) {
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

  /** Kills Terraform, its providers and its supervising shell. */
  public void killTerraform() {
    for (ChildProcess child : stack().liveRuns()) {
      child.killGroup();
    }
  }

  /** Sends SIGTERM to all of them, as an orderly shutdown of a machine does. */
  void terminateTerraform() {
    for (ChildProcess child : stack().liveRuns()) {
      ProcessHandle.of(child.process().pid()).ifPresent(ProcessHandle::destroy);
    }
  }

  boolean isTerraformRunning() {
    return !stack().liveRuns().isEmpty();
  }

  /** Deletes the stack directory, as the loss of the disk does. */
  void loseDisk() {
    stack().delete();
  }

  StackDirectory stack() {
    return StackDirectory.at(folder, SimulatedAccount.ID);
  }

  /** Removes the lock of a killed Terraform process, which is not tested here. */
  private void clearLock() {
    StateBackend backend = rows.backend();
    try {
      account
          .session()
          .s3()
          .deleteObject(r -> r.bucket(backend.bucket()).key(backend.key() + ".tflock"));
    } catch (software.amazon.awssdk.services.s3.model.NoSuchBucketException e) {
      // Nothing has been created yet.
      return;
    }
  }

  /** Returns whether Terraform has written its state to the bucket. */
  public boolean stateIsWritten() {
    StateBackend backend = rows.backend();
    return !account
        .session()
        .s3()
        .listObjectsV2(r -> r.bucket(backend.bucket()).prefix(backend.key()))
        .contents()
        .stream()
        .filter(object -> object.key().equals(backend.key()))
        .toList()
        .isEmpty();
  }

  StateResources state() {
    return terraform().state(Duration.ofMinutes(1));
  }

  PlanSummary planAgain() {
    return terraform()
        .plan(TerraformRun.unattended("again-" + random.nextInt(1 << 20), Duration.ofMinutes(5)));
  }

  /** Returns the changes of the saved plan. */
  public List<PlannedResource> plan() {
    return PlanReader.of(terraform().planJson(Duration.ofMinutes(1)));
  }

  private TerraformProcesses terraform() {
    TerraformOptions options = TerraformOptions.of(environment(account.workerEnvironment()));
    return new TerraformProcesses(
        TerraformCli.find(options),
        options,
        stack(),
        io.beta9.provisioning.terraform.run.Redactor.of(List.of()));
  }

  @Override
  public void close() {
    killTerraform();
    rows.close();
    account.close();
  }
}
