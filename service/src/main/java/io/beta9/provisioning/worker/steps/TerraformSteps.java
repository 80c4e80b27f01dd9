package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.run.ApplySummary;
import io.beta9.provisioning.terraform.stack.SharedProviders;
import io.beta9.provisioning.tfstate.repair.StateRepair;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.FailureExplainer;
import io.beta9.provisioning.worker.pipeline.RunningTerraform;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The steps that run Terraform. */
public final class TerraformSteps {
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  /** Once it exists, the baseline can be installed while Terraform creates the rest. */
  private static final String SYSTEM_NODES = "aws_eks_node_group.this[\"system\"]";

  private final ClusterSteps cluster;
  private final TerraformRecovery recovery;

  public TerraformSteps(ClusterSteps cluster, TerraformRecovery recovery) {
    this.cluster = cluster;
    this.recovery = recovery;
  }

  public void stack(StepContext context) {
    context.stack();
  }

  public void init(StepContext context) throws InterruptedException {
    RunningTerraform.awaitEnd(context);
    StateRepair repair = StateRepairs.of(context);
    repair.removeStaleLocks();
    repair.repairDigest();
    context.terraform().init(context.run("init", event -> {}));
    new SharedProviders(context.dependencies().workdirBase()).share(context.stack().path());
    explainingLocks(repair, repair::pushKeptState);
  }

  /** Stores, before anything is planned, what an interrupted run has done. */
  public void recover(StepContext context) {
    context.terraform().imports().remove();
    recovery.completeJournal(context);
    context.stack().pruneRuns();
  }

  /** Recovers, and imports existing resources into the state so that the destroy removes them. */
  public void recoverForDestroy(StepContext context) throws InterruptedException {
    recover(context);
    StateRepairs.of(context)
        .explainingLocks(
            () -> {
              recovery.beforeDestroy(context);
              return true;
            });
  }

  public void plan(StepContext context) throws InterruptedException {
    PlanSummary plan = StateRepairs.of(context).explainingLocks(() -> recovery.plan(context));
    context.events().append(new EventData.Planned(plan.add(), plan.change(), plan.destroy()));
  }

  public void apply(StepContext context) throws InterruptedException {
    ApplySummary summary;
    try {
      summary =
          savingErroredState(
              context,
              () ->
                  context
                      .terraform()
                      .apply(
                          context.run(
                              "apply", event -> startBaselineInBackground(context, event))));
    } catch (FailureException e) {
      throw new FailureException(FailureExplainer.explain(context, e.failure()), e);
    }
    context
        .events()
        .append(new EventData.Applied(summary.added(), summary.changed(), summary.destroyed()));
  }

  private void startBaselineInBackground(StepContext context, TerraformEvent event) {
    if (event instanceof TerraformEvent.ApplyComplete complete
        && complete.resource().address().equals(SYSTEM_NODES)) {
      context.background().start(() -> cluster.baselineInAdvance(context));
    }
  }

  private static ApplySummary savingErroredState(StepContext context, Supplier<ApplySummary> run)
      throws InterruptedException {
    StateRepair repair = StateRepairs.of(context);
    try {
      return repair.explainingLocks(run::get);
    } catch (FailureException e) {
      repair.saveErroredState();
      throw e;
    }
  }

  private static void explainingLocks(StateRepair repair, Runnable work)
      throws InterruptedException {
    repair.explainingLocks(
        () -> {
          work.run();
          return true;
        });
  }

  public void outputs(StepContext context) {
    ObjectNode outputs = context.dependencies().json().createObjectNode();
    context.terraform().outputs(READ_TIMEOUT).forEach(outputs::set);
    context.environment().mergeOutputs(outputs);
    context.secrets().ensureStorageKey(outputs.get("storage_user_name").asString());
  }

  public void destroy(StepContext context) throws InterruptedException {
    ApplySummary summary =
        savingErroredState(
            context, () -> context.terraform().destroy(context.run("destroy", event -> {})));
    context.events().append(new EventData.TerraformDestroyed(summary.destroyed()));
  }
}
