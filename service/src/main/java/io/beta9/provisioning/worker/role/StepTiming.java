package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.terraform.process.DetachedException;
import java.time.Clock;
import java.time.Duration;

/** Time limits, waiting, and whether the operation is to stop. */
public interface StepTiming {
  Clock clock();

  /** Returns the time limit of the current step. */
  Duration deadline();

  /** Returns whether the step is to end as soon as possible. */
  boolean isStopRequested();

  /** Begins a wait whose reason is the step itself until another one is set. */
  StepWait beginWait();

  /**
   * Sets what {@link #pause} waits for, a clause; until then, and in the next step, it is the step.
   */
  void waitingFor(String reason);

  /**
   * Waits, unless the operation is to stop.
   *
   * @throws DetachedException if the worker stops or has lost the claim
   * @throws FailureException if cancellation of the operation has been requested
   */
  void pause(Duration time) throws InterruptedException;
}
