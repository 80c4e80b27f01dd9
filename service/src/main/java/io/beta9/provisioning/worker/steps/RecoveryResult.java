package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.worker.pipeline.StepContext;

/** How an operation goes on from what an interrupted one has left. */
interface RecoveryResult {

  /** Reads to their ends the runs whose worker died before it had. */
  void completeJournal(StepContext context);

  /**
   * Plans so that everything is made once: what exists already is taken over.
   *
   * @throws io.beta9.provisioning.failure.FailureException also where the plan would make what
   *     exists, or lose what nobody asked to lose
   */
  PlanSummary plan(StepContext context) throws InterruptedException;

  /** Brings what exists into the state, so that a destroy finds it. */
  void beforeDestroy(StepContext context) throws InterruptedException;
}
