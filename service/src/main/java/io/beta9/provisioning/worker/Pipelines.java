package io.beta9.provisioning.worker;

import static io.beta9.provisioning.environment.Move.BOOTSTRAP;
import static io.beta9.provisioning.environment.Move.DESTROY;
import static io.beta9.provisioning.environment.Move.PROVISION;

import io.beta9.provisioning.environment.Move;
import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.terraform.StackDirectory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which steps each kind of operation takes, in order, and how long each may take. */
public final class Pipelines {
  /** How often what AWS still makes is looked at. */
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final Workshop workshop;
  private final List<Step> provision;
  private final List<Step> destroy;

  public Pipelines(Workshop workshop) {
    this.workshop = workshop;
    AccountSteps account = new AccountSteps();
    ClusterSteps cluster = new ClusterSteps();
    TerraformSteps terraform = new TerraformSteps(cluster, new Adoption(LOOK));
    Duration short_ = Duration.ofMinutes(5);
    Duration apply = Duration.ofMinutes(90);
    // What an interrupted run had begun is waited for, and a database takes its time.
    Duration settling = Duration.ofMinutes(60);
    Duration wait = Duration.ofMinutes(20);
    this.provision =
        List.of(
            lasting(StepName.PREFLIGHT, PROVISION, short_, account::preflight),
            lasting(StepName.STATE_BACKEND, PROVISION, short_, account::stateBackend),
            lasting(StepName.SECRETS, PROVISION, short_, account::secrets),
            preparing(StepName.STACK, PROVISION, StepName.OUTPUTS, short_, terraform::stack),
            preparing(StepName.INIT, PROVISION, StepName.OUTPUTS, short_, terraform::init),
            preparing(StepName.RECOVER, PROVISION, StepName.APPLY, short_, terraform::recover),
            preparing(StepName.PLAN, PROVISION, StepName.APPLY, settling, terraform::plan),
            lasting(StepName.APPLY, PROVISION, apply, terraform::apply),
            lasting(StepName.OUTPUTS, PROVISION, short_, terraform::outputs),
            preparing(StepName.CLUSTER_ACCESS, BOOTSTRAP, StepName.CHECK, short_, cluster::access),
            lasting(StepName.NODES, BOOTSTRAP, wait, cluster::nodes),
            lasting(StepName.BASELINE, BOOTSTRAP, wait, cluster::baseline),
            lasting(StepName.BETA9, BOOTSTRAP, wait, cluster::beta9),
            lasting(StepName.CLAIM, BOOTSTRAP, short_, cluster::claim),
            lasting(StepName.EXPOSE, BOOTSTRAP, wait, cluster::expose),
            lasting(StepName.CHECK, BOOTSTRAP, wait, cluster::check));
    this.destroy =
        List.of(
            preparing(
                StepName.STATE_BACKEND, DESTROY, StepName.DESTROY, short_, account::stateBackend),
            preparing(StepName.SECRETS, DESTROY, StepName.DESTROY, short_, account::secrets),
            preparing(StepName.STACK, DESTROY, StepName.DESTROY, short_, terraform::stack),
            preparing(StepName.INIT, DESTROY, StepName.DESTROY, short_, terraform::init),
            preparing(
                StepName.RECOVER,
                DESTROY,
                StepName.DESTROY,
                settling,
                terraform::recoverForDestroy),
            lasting(StepName.CLUSTER_UNINSTALL, DESTROY, wait, cluster::uninstall),
            lasting(StepName.DESTROY, DESTROY, apply, terraform::destroy),
            preparing(StepName.SWEEP, DESTROY, null, wait, account::sweep));
  }

  Pipelines(Workshop workshop, List<Step> provision, List<Step> destroy) {
    this.workshop = workshop;
    this.provision = provision;
    this.destroy = destroy;
  }

  private static Step lasting(StepName name, Move move, Duration deadline, Step.Work work) {
    return new Step(name, move, name, deadline, work);
  }

  private static Step preparing(
      StepName name, Move move, @Nullable StepName doneWith, Duration deadline, Step.Work work) {
    return new Step(name, move, doneWith, deadline, work);
  }

  List<Step> steps(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE -> provision;
      case DESTROY -> destroy;
      case CHECK_DRIFT ->
          throw new IllegalArgumentException("checking for drift is not offered by this version");
    };
  }

  StepContext open(Claim claim, ClaimedLedger ledger, Orders orders) {
    return new StepContext(claim, ledger, workshop, orders);
  }

  /**
   * Waits for what earlier claims have started in the stack directory and what still runs. Each is
   * told what the context's orders say.
   */
  void awaitLivingRuns(StepContext context, OperationKind kind) {
    if (StackDirectory.at(workshop.workdirBase(), context.claim().environment())
        .liveRuns()
        .isEmpty()) {
      return;
    }
    Step init =
        steps(kind).stream().filter(step -> step.name() == StepName.INIT).findFirst().orElseThrow();
    context.enter(init, new Progress(init.name().code(), 0, 0, 0, 0, List.of()));
    TerraformSteps.stayWithLivingRuns(context);
  }

  /** What the environment becomes when all steps are done. */
  static Move finalMove(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE, CHECK_DRIFT -> Move.BECOME_READY;
      case DESTROY -> Move.FINISH_DESTROY;
    };
  }

  /** What it becomes while it waits for another attempt. */
  static Move waitingMove(OperationKind kind) {
    return switch (kind) {
      case PROVISION, UPDATE, CHECK_DRIFT -> Move.AWAIT_PROVISION;
      case DESTROY -> Move.AWAIT_DESTROY;
    };
  }
}
