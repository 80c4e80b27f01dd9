package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.LeasePolicy;
import io.beta9.provisioning.terraform.plan.PlanMode;
import io.beta9.provisioning.terraform.plan.PlanReader;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.plan.PlannedResource;
import io.beta9.provisioning.terraform.plan.StateResources;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.DetachedException;
import io.beta9.provisioning.terraform.run.TerraformCli;
import io.beta9.provisioning.terraform.run.TerraformOptions;
import io.beta9.provisioning.terraform.run.TerraformProcesses;
import io.beta9.provisioning.terraform.run.TerraformRun;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.testing.SimulatedAccount;
import io.beta9.provisioning.worker.loop.CancellationState;
import io.beta9.provisioning.worker.loop.ClaimLease;
import io.beta9.provisioning.worker.pipeline.EnvironmentRows;
import io.beta9.provisioning.worker.pipeline.Pipelines;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;
import io.beta9.provisioning.worker.pipeline.StepName;
import io.beta9.provisioning.worker.pipeline.WorkerDependencies;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * One environment whose worker and Terraform die when a test says so: the real steps, the real
 * Terraform and provider, a real database, a simulated account.
 */
public final class InterruptedEnvironment implements AutoCloseable {
  /** What makes and removes the infrastructure; a cluster to install in is not needed for that. */
  private static final Set<StepName> STEPS =
      EnumSet.of(
          StepName.STATE_BACKEND,
          StepName.SECRETS,
          StepName.STACK,
          StepName.INIT,
          StepName.RECOVER,
          StepName.PLAN,
          StepName.APPLY,
          StepName.DESTROY,
          StepName.SWEEP);

  private final SimulatedAccount account = SimulatedAccount.open();
  private final EnvironmentRows rows = new EnvironmentRows();
  private final Random random = new Random(5);
  private final Pipelines pipelines;
  private final Path folder;
  private final AtomicReference<CancellationState> atWork = new AtomicReference<>();

  public InterruptedEnvironment(Path folder) {
    this.folder = folder;
    TerraformOptions options = TerraformOptions.of(environment(account.workerEnvironment()));
    TerraformCli cli = TerraformCli.find(options);
    WorkerDependencies workshop =
        new WorkerDependencies(
            account.sessions(),
            new WorkerTools(
                (stack, redactor) -> new TerraformProcesses(cli, options, stack, redactor),
                (cluster, credentials) -> {
                  throw new UnsupportedOperationException("no cluster is entered here");
                }),
            options,
            folder,
            "h",
            JsonMapper.shared(),
            Clock.systemUTC(),
            random);
    pipelines = new Pipelines(workshop);
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(System.getenv());
    all.putAll(more);
    return all;
  }

  public SimulatedAccount account() {
    return account;
  }

  /** What the database has of it. */
  public EnvironmentRows rows() {
    return rows;
  }

  /** What the account itself says. */
  public AccountRecords books() {
    return new AccountRecords(account);
  }

  public void takes(String kind, Duration time) {
    account.sim().faultRules().add(new FaultRule.Latency(kind, time));
  }

  /** Claims what is to be done and does it, as far as Terraform does it. */
  void work() {
    workUntil(StepName.SWEEP);
  }

  /** The same, up to this step. */
  public void workUntil(StepName lastStep) {
    rows.release();
    clearLock();
    Claim claim = rows.claim();
    CancellationState orders =
        new CancellationState(
            new ClaimLease(claim, LeasePolicy.STANDARD, Instant.now()), System.nanoTime());
    atWork.set(orders);
    try (StepContext context = pipelines.open(claim, rows.ledger(), orders)) {
      for (Step each : pipelines.steps(claim.kind())) {
        if (STEPS.contains(each.name())) {
          context.enter(each, Progress.NONE);
          each.work().run(context);
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

  /** The worker is gone at once; its Terraform runs on. */
  public void killWorker(Future<?> work) {
    atWork.get().detach();
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

  /** Terraform, its providers, its shell. */
  public void killTerraform() {
    for (ChildProcess child : stack().liveRuns()) {
      child.killGroup();
    }
  }

  /** SIGTERM to all of them, as an orderly shutdown of a machine sends it. */
  void terminateTerraform() {
    for (ChildProcess child : stack().liveRuns()) {
      ProcessHandle.of(child.process().pid()).ifPresent(ProcessHandle::destroy);
    }
  }

  boolean terraformLives() {
    return !stack().liveRuns().isEmpty();
  }

  /** The disk of the machine is gone, and what lay on it. */
  void loseDisk() {
    stack().delete();
  }

  StackDirectory stack() {
    return StackDirectory.at(folder, SimulatedAccount.ID);
  }

  /** What a dead Terraform leaves; removing it is not what is tried here. */
  private void clearLock() {
    StateBackend backend = rows.backend();
    try {
      account
          .session()
          .s3()
          .deleteObject(r -> r.bucket(backend.bucket()).key(backend.key() + ".tflock"));
    } catch (software.amazon.awssdk.services.s3.model.NoSuchBucketException e) {
      // Nothing has been begun yet.
      return;
    }
  }

  /** Whether Terraform has written its state anywhere but in its memory. */
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
        .plan(
            TerraformRun.unattended("again-" + random.nextInt(1 << 20), Duration.ofMinutes(5)),
            PlanMode.APPLY);
  }

  /** What the plan that lies ready would do. */
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
