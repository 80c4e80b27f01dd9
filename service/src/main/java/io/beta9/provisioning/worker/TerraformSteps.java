package io.beta9.provisioning.worker;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.ApplySummary;
import io.beta9.provisioning.terraform.PlanGuard;
import io.beta9.provisioning.terraform.PlanMode;
import io.beta9.provisioning.terraform.PlanSummary;
import io.beta9.provisioning.terraform.TerraformEvent;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The steps that run Terraform. */
final class TerraformSteps {
  private static final Duration READING = Duration.ofMinutes(2);

  /** Once this stands, what needs only a cluster with nodes can begin. */
  private static final String SYSTEM_NODES = "aws_eks_node_group.system";

  private final ClusterSteps cluster;

  TerraformSteps(ClusterSteps cluster) {
    this.cluster = cluster;
  }

  void stack(StepContext context) {
    context.stack();
  }

  void init(StepContext context) {
    context.terraform().init(context.run("init", event -> {}));
  }

  /** Brings the state to the truth before anything is planned. */
  void recover(StepContext context) {
    context.terraform().imports().remove();
  }

  void plan(StepContext context) {
    PlanSummary plan = context.terraform().plan(context.run("plan", event -> {}), PlanMode.APPLY);
    PlanGuard.check(plan, Set.of())
        .ifPresent(
            failure -> {
              throw new FailureException(failure);
            });
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

  void apply(StepContext context) {
    ApplySummary done =
        context.terraform().apply(context.run("apply", event -> startAhead(context, event)));
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

  void outputs(StepContext context) {
    ObjectNode outputs = context.workshop().json().createObjectNode();
    context.terraform().outputs(READING).forEach(outputs::set);
    context.addOutputs(outputs);
    context.secrets().ensureStorageKey(outputs.get("storage_user_name").asString());
  }

  void destroy(StepContext context) {
    ApplySummary done = context.terraform().destroy(context.run("destroy", event -> {}));
    context.tell("terraform-destroyed", done.destroyed() + " removed");
  }
}
