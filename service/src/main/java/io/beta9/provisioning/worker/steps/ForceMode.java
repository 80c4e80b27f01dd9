package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.worker.pipeline.Step;
import io.beta9.provisioning.worker.pipeline.StepContext;

/**
 * Destroying by force: what cannot be done is told and passed over, so that the sweep by tag comes
 * in any case and names what is left. What passes by itself is still tried again before that; what
 * is not passed over is a person's wish to stop, and a state that somebody else works on.
 */
public final class ForceMode {
  /** Two minutes of pauses: whoever uses force has waited before. */
  public static final int ATTEMPTS = 4;

  private ForceMode() {}

  /**
   * Does the work; by force, goes on where it fails for good.
   *
   * @param what the event's kind, for example {@code cluster}
   * @param words what could not be done, as a clause
   */
  public static void passOver(StepContext context, String what, String words, Step.StepAction work)
      throws InterruptedException {
    try {
      work.run(context);
    } catch (FailureException e) {
      if (!context.forced() || !passesOver(e.failure(), context.claim().attempt())) {
        throw e;
      }
      context.tell(
          what + "-passed-over",
          words + ", and it is destroyed by force: " + e.failure().message());
    }
  }

  public static boolean passesOver(Failure failure, int attempt) {
    boolean again = failure.kind() == FailureClass.TRANSIENT && attempt < ATTEMPTS;
    return !again
        && failure.kind() != FailureClass.CANCELLED
        && failure.code() != FailureCode.STATE_LOCKED;
  }
}
