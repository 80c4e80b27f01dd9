package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recorded progress and end of claimed operations: their steps, their state, the status of
 * their environments and the outcome for their regions. Every write throws {@link
 * ClaimLostException}, and records nothing, if the claim is no longer in force.
 */
public interface OperationLifecycle {
  /** Returns the codes of the operation's completed steps. */
  Set<String> completedSteps(Claim claim);

  /** Returns the time since the operation was first claimed, including pauses. */
  Duration timeSinceFirstClaim(Claim claim);

  /** Returns the time since the operation was requested, by the database's clock. */
  Duration timeSinceRequested(Claim claim);

  /**
   * Records once, as an event, from which worker the operation was taken over, if it was.
   *
   * @return whether cancellation of the operation has been requested in the meantime
   */
  boolean recordTakeover(Claim claim);

  /**
   * @throws io.beta9.provisioning.failure.FailureException {@code status-set-manually} if the
   *     environment was declared destroyed
   */
  void startStep(Claim claim, Step step, Progress progress);

  void completeStep(Claim claim, Step step, Duration duration);

  /** Records the progress of an operation that changes the environment. */
  void updateProgress(Claim claim, Progress progress);

  void succeed(Claim claim, Transition transition);

  /** Ends an operation that only planned: the environment is as it was. */
  void succeedPlan(Claim claim);

  /**
   * Ends the operation without success.
   *
   * @param phase the code of the step that failed; null if none had started
   */
  void fail(Claim claim, @Nullable String phase, Failure failure);

  /** Returns the operation to the queue for another attempt after a pause. */
  void postpone(
      Claim claim, @Nullable String phase, Failure failure, Transition transition, Duration pause);

  /**
   * Postpones an operation whose Terraform process is still running on this host: workers on other
   * hosts cannot claim it until the process must have ended.
   */
  void postponeWhileTerraformRuns(
      Claim claim, @Nullable String phase, Failure failure, Transition transition, Duration pause);
}
