package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.resources.adoption.Adoption;
import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;

/** Recovery by {@link Adoption}. */
final class AdoptingRecovery implements TerraformRecovery {
  private final Adoption adoption;

  AdoptingRecovery(Adoption adoption) {
    this.adoption = adoption;
  }

  @Override
  public void completeJournal(StepTerraform terraform, RunJournal runs, StepLog log) {
    for (ChildProcess child : terraform.stack().endedRuns()) {
      long stored = runs.storedLinesOfAnyOperation(child.runId());
      if (child.lines() > stored) {
        try {
          terraform.terraform().resume(child, stored, terraform.follow(child));
        } catch (FailureException e) {
          // The failure of an earlier run. Only what it had created by then matters here.
          log.append("terraform", child.runId() + " had ended: " + e.failure().summary());
        }
      }
    }
  }

  @Override
  public PlanSummary plan(AdoptionContext context) throws InterruptedException {
    return adoption.plan(context);
  }

  @Override
  public void beforeDestroy(AdoptionContext context) throws InterruptedException {
    adoption.importForDestroy(context);
  }
}
