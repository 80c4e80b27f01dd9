package io.beta9.provisioning.worker.pipeline;

import static io.beta9.provisioning.environment.Transition.BOOTSTRAP;
import static io.beta9.provisioning.environment.Transition.DESTROY;
import static io.beta9.provisioning.environment.Transition.PROVISION;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.resources.adoption.Adoption;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.terraform.stack.StackDirectory;
import io.beta9.provisioning.worker.loop.CancellationState;
import io.beta9.provisioning.worker.steps.AccountSteps;
import io.beta9.provisioning.worker.steps.AdoptingRecovery;
import io.beta9.provisioning.worker.steps.ClusterSteps;
import io.beta9.provisioning.worker.steps.ForceMode;
import io.beta9.provisioning.worker.steps.TerraformSteps;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which steps each kind of operation takes, in order, and how long each may take. */
public final class Pipelines {
  /** How often what AWS still makes is looked at. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final WorkerDependencies workshop;
  private final List<Step> provision;
  private final List<Step> destroy;

  public Pipelines(WorkerDependencies workshop) {
    this(workshop, StepDeadlines.STANDARD);
  }

  public Pipelines(WorkerDependencies workshop, StepDeadlines deadlines) {
    this.workshop = workshop;
    AccountSteps account = new AccountSteps();
    ClusterSteps cluster = new ClusterSteps();
    TerraformSteps terraform =
        new TerraformSteps(cluster, new AdoptingRecovery(new Adoption(ResourceCatalog.AWS, LOOK)));
    Steps steps = new Steps(deadlines);
    this.provision =
        List.of(
            steps.lasting(StepName.PREFLIGHT, PROVISION, account::preflight),
            steps.lasting(StepName.STATE_BACKEND, PROVISION, account::stateBackend),
            steps.lasting(StepName.SECRETS, PROVISION, account::secrets),
            steps.preparing(StepName.STACK, PROVISION, StepName.OUTPUTS, terraform::stack),
            steps.preparing(StepName.INIT, PROVISION, StepName.OUTPUTS, terraform::init),
            steps.preparing(StepName.RECOVER, PROVISION, StepName.APPLY, terraform::recover),
            steps.preparing(StepName.PLAN, PROVISION, StepName.APPLY, terraform::plan),
            steps.lasting(StepName.APPLY, PROVISION, terraform::apply),
            steps.lasting(StepName.OUTPUTS, PROVISION, terraform::outputs),
            steps.preparing(StepName.CLUSTER_ACCESS, BOOTSTRAP, StepName.CHECK, cluster::access),
            steps.lasting(StepName.NODES, BOOTSTRAP, cluster::nodes),
            steps.lasting(StepName.BASELINE, BOOTSTRAP, cluster::baseline),
            steps.lasting(StepName.BETA9, BOOTSTRAP, cluster::beta9),
            steps.lasting(StepName.CLAIM, BOOTSTRAP, cluster::claim),
            steps.lasting(StepName.EXPOSE, BOOTSTRAP, cluster::expose),
            steps.lasting(StepName.CHECK, BOOTSTRAP, cluster::check));
    this.destroy =
        List.of(
            steps.before(StepName.STATE_BACKEND, account::stateBackend),
            steps.before(StepName.SECRETS, account::secrets),
            steps.before(StepName.STACK, terraform::stack),
            steps.before(StepName.INIT, terraform::init),
            steps.before(StepName.RECOVER, terraform::recoverForDestroy),
            steps.lasting(
                StepName.CLUSTER_UNINSTALL,
                DESTROY,
                yielding("cluster", "the cluster could not be emptied", cluster::uninstall)),
            steps.lasting(
                StepName.DESTROY,
                DESTROY,
                yielding(
                    "terraform", "Terraform could not destroy everything", terraform::destroy)),
            steps.preparing(StepName.SWEEP, DESTROY, null, account::sweep));
  }

  public Pipelines(WorkerDependencies workshop, List<Step> provision, List<Step> destroy) {
    this.workshop = workshop;
    this.provision = provision;
    this.destroy = destroy;
  }

  /** Work that is passed over by force where it cannot be done. */
  static Step.StepAction yielding(String what, String words, Step.StepAction work) {
    return context -> ForceMode.passOver(context, what, words, work);
  }

  /** Makes steps with their deadlines. */
  private record Steps(StepDeadlines deadlines) {
    Step lasting(StepName name, Transition move, Step.StepAction work) {
      return new Step(name, move, name, deadlines.of(name), work);
    }

    /** What comes before Terraform destroys anything. */
    Step before(StepName name, Step.StepAction work) {
      return preparing(
          name,
          DESTROY,
          StepName.DESTROY,
          yielding(name.code(), name.words() + " did not succeed", work));
    }

    Step preparing(
        StepName name, Transition move, @Nullable StepName doneWith, Step.StepAction work) {
      return new Step(name, move, doneWith, deadlines.of(name), work);
    }
  }

  public List<Step> steps(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE -> provision;
      case DESTROY -> destroy;
      case CHECK_DRIFT ->
          throw new IllegalArgumentException("checking for drift is not offered by this version");
    };
  }

  public StepContext open(Claim claim, FencedWriter ledger, CancellationState orders) {
    return new StepContext(claim, ledger, workshop, orders);
  }

  /**
   * Waits for what earlier claims have started in the stack directory and what still runs. Each is
   * told what the context's orders say.
   */
  void awaitLivingRuns(StepContext context, OperationKind kind) {
    if (!terraformLives(context.claim())) {
      return;
    }
    Step init =
        steps(kind).stream().filter(step -> step.name() == StepName.INIT).findFirst().orElseThrow();
    context.enter(init, new Progress(init.name().code(), 0, 0, 0, 0, List.of()));
    TerraformSteps.stayWithLivingRuns(context);
  }

  /** Whether a Terraform of the environment runs here at this moment. */
  boolean terraformLives(Claim claim) {
    // The shell that leads one outlives it for a moment.
    return StackDirectory.at(workshop.workdirBase(), claim.environment()).liveRuns().stream()
        .anyMatch(run -> run.exitCode().isEmpty());
  }

  /** What the environment becomes when all steps are done. */
  static Transition finalMove(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE, CHECK_DRIFT -> Transition.BECOME_READY;
      case DESTROY -> Transition.FINISH_DESTROY;
    };
  }

  /** What it becomes while it waits for another attempt. */
  static Transition waitingMove(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE, CHECK_DRIFT -> Transition.AWAIT_PROVISION;
      case DESTROY -> Transition.AWAIT_DESTROY;
    };
  }
}
