package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.PlannedChange;
import java.util.ArrayList;
import java.util.List;

/**
 * Summary of a plan.
 *
 * @param changes every resource that would be created, changed, replaced, deleted or imported
 */
public record PlanSummary(
    int add, int change, int destroy, int imported, List<PlannedChange> changes) {
  public static final PlanSummary EMPTY = new PlanSummary(0, 0, 0, 0, List.of());

  public PlanSummary {
    changes = List.copyOf(changes);
  }

  /** A plan without changes. */
  public boolean isEmpty() {
    return add == 0 && change == 0 && destroy == 0 && imported == 0;
  }

  public PlanSummary with(TerraformEvent event) {
    return switch (event) {
      case PlannedChange planned -> {
        List<PlannedChange> longer = new ArrayList<>(changes);
        longer.add(planned);
        yield new PlanSummary(add, change, destroy, imported, longer);
      }
      case TerraformEvent.ChangeSummary summary when summary.operation().equals("plan") ->
          new PlanSummary(
              summary.add(), summary.change(), summary.remove(), summary.imported(), changes);
      default -> this;
    };
  }
}
