package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.timeline.EventData;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;

/**
 * Executes the steps of a forced destroy: a step that fails permanently is recorded and skipped, so
 * that the sweep by tag always runs and reports what is left. Transient failures are retried first.
 * A cancellation, and a state that another owner has locked, are never skipped.
 */
public final class ForceMode {
  /** About two minutes of pauses. */
  public static final int MAX_TRANSIENT_ATTEMPTS = 4;

  private ForceMode() {}

  /** Executes the step; skips its failure if the operation is forced and {@link #canSkip} holds. */
  static void skipOnFailure(StepContext context, StepName step, Step.StepAction action)
      throws InterruptedException {
    try {
      action.run(context);
    } catch (FailureException e) {
      if (!context.environment().isForced() || !canSkip(e.failure(), context.claim().attempt())) {
        throw e;
      }
      context.events().append(new EventData.Skipped(step.code(), e.failure()));
    }
  }

  /** Returns whether a forced destroy skips the failure in this attempt, counted from 1. */
  public static boolean canSkip(Failure failure, int attempt) {
    boolean retry = failure.kind() == FailureClass.TRANSIENT && attempt < MAX_TRANSIENT_ATTEMPTS;
    return !retry
        && failure.kind() != FailureClass.CANCELLED
        && failure.code() != FailureCode.STATE_LOCKED;
  }
}
