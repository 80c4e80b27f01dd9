package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.ChildProcess;
import io.beta9.provisioning.terraform.run.Terraform;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.timeline.EventLog;
import io.beta9.provisioning.worker.role.RunJournal;
import io.beta9.provisioning.worker.role.StepLog;
import io.beta9.provisioning.worker.role.StepTerraform;
import java.util.List;

/** Follows Terraform processes that have outlived the worker that started them. */
public final class RunningTerraform {
  private RunningTerraform() {}

  /**
   * Waits for the Terraform processes that are running in the stack directory, so that no second
   * one is started beside them. Each receives the cancellation state of this claim.
   */
  public static void awaitEnd(StepTerraform step, RunJournal runs, EventLog events, StepLog log) {
    List<ChildProcess> running = step.stack().liveRuns();
    if (running.isEmpty()) {
      return;
    }
    // Opened outside the try block: a failure to do so is not the failure of the running process.
    Terraform terraform = step.terraform();
    for (ChildProcess child : running) {
      events.append(new EventData.Reattached(child.runId()));
      try {
        terraform.resume(child, runs.storedLines(child.runId()), step.follow(child));
      } catch (FailureException e) {
        // The failure of the earlier run; the plan that follows determines what remains to be done.
        log.append("terraform", "the run failed: " + e.failure().summary());
      }
    }
  }
}
