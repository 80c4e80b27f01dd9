package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.resources.adoption.AdoptionContext;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;

/** How an operation continues after an interrupted Terraform run. */
interface TerraformRecovery {

  /** Stores the remaining output of runs that ended while no worker followed them. */
  void completeJournal(StepTerraform terraform, RunJournal runs, StepLog log);

  /**
   * Plans an apply that creates each resource once: existing ones are imported.
   *
   * @throws io.beta9.provisioning.failure.FailureException also if the plan would create what
   *     exists, or destroy what the user has not requested to remove
   */
  PlanSummary plan(AdoptionContext context) throws InterruptedException;

  /** Imports existing resources that the state does not contain, so that a destroy removes them. */
  void beforeDestroy(AdoptionContext context) throws InterruptedException;
}
