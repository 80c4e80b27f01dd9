package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.ApplySummary;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.terraform.run.TerraformEvent;
import io.beta9.provisioning.worker.pipeline.FailureExplainer;
import io.beta9.provisioning.worker.pipeline.StepContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The steps that run Terraform. */
public final class TerraformSteps {
  private static final Duration READING = Duration.ofMinutes(2);

  /** Once this stands, what needs only a cluster with nodes can begin. */
  private static final String SYSTEM_NODES = "aws_eks_node_group.this[\"system\"]";

  private final ClusterSteps cluster;
  private final TerraformRecovery recovery;
  private final StateRepair care = new StateRepair();
  private final ErroredStates left = new ErroredStates();

  public TerraformSteps(ClusterSteps cluster, TerraformRecovery recovery) {
    this.cluster = cluster;
    this.recovery = recovery;
  }

  public void stack(StepContext context) {
    context.stack();
  }

  public void init(StepContext context) throws InterruptedException {
    stayWithLivingRuns(context);
    care.clearLocks(context);
    care.mendDigest(context);
    context.terraform().init(context.run("init", event -> {}));
    care.naming(context, left::push);
  }

  /** A Terraform that outlived the worker that started it is not disturbed, and not doubled. */
  public static void stayWithLivingRuns(StepContext context) {
    List<ChildProcess> living = context.stack().liveRuns();
    if (living.isEmpty()) {
      return;
    }
    // That nobody can stay with it now must not be taken for its own end.
    Terraform terraform = context.terraform();
    for (ChildProcess child : living) {
      context.tell(
          "reattached",
          "the Terraform that an earlier worker started still runs ("
              + child.runId()
              + "); staying with it to its end");
      try {
        terraform.resume(child, context.linesStored(child), context.follow(child));
      } catch (FailureException e) {
        // Its failure is not this run's: the plan that follows sees what is left to do.
        context.log("terraform", "it ended without success: " + e.failure().message());
      }
    }
  }

  /** Brings to light, before anything is planned, what an interrupted run has done. */
  public void recover(StepContext context) {
    context.terraform().imports().remove();
    recovery.completeJournal(context);
  }

  /** The same; and what exists is put into the state, so that destroying finds it. */
  public void recoverForDestroy(StepContext context) throws InterruptedException {
    recover(context);
    care.naming(context, recovery::beforeDestroy);
  }

  public void plan(StepContext context) throws InterruptedException {
    PlanSummary plan = care.naming(context, () -> recovery.plan(context));
    context.tell(
        "planned",
        plan.isEmpty()
            ? "nothing has to be made or changed"
            : plan.add()
                + " to make, "
                + plan.change()
                + " to change, "
                + plan.destroy()
                + " to remove");
  }

  public void apply(StepContext context) throws InterruptedException {
    ApplySummary done;
    try {
      done =
          keeping(
              context,
              () ->
                  context
                      .terraform()
                      .apply(context.run("apply", event -> startAhead(context, event))));
    } catch (FailureException e) {
      throw new FailureException(FailureExplainer.of(context, e.failure()), e);
    }
    context.tell(
        "applied",
        done.added() + " made, " + done.changed() + " changed, " + done.destroyed() + " removed");
  }

  private void startAhead(StepContext context, TerraformEvent event) {
    if (event instanceof TerraformEvent.ApplyComplete complete
        && complete.resource().address().equals(SYSTEM_NODES)) {
      context.beginAhead(() -> cluster.baselineAhead(context));
    }
  }

  private ApplySummary keeping(StepContext context, Supplier<ApplySummary> run)
      throws InterruptedException {
    try {
      return care.naming(context, run::get);
    } catch (FailureException e) {
      left.keep(context);
      throw e;
    }
  }

  public void outputs(StepContext context) {
    ObjectNode outputs = context.workshop().json().createObjectNode();
    context.terraform().outputs(READING).forEach(outputs::set);
    context.addOutputs(outputs);
    context.secrets().ensureStorageKey(outputs.get("storage_user_name").asString());
  }

  public void destroy(StepContext context) throws InterruptedException {
    ApplySummary done =
        keeping(context, () -> context.terraform().destroy(context.run("destroy", event -> {})));
    context.tell("terraform-destroyed", done.destroyed() + " removed");
  }
}
