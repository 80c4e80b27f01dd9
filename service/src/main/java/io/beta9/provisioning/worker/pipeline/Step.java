package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Transition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline. It can be carried out again after it has been done, in part or in whole.
 *
 * @param move what the environment's status becomes while it runs
 * @param doneWith the step whose record lets this one be skipped when the operation is taken up
 *     again: itself, where what it does lasts; a later one, where it only prepares the worker that
 *     runs it; null, where it always runs
 * @param deadline how long it may take
 * @param work what it does; a failure is thrown as a {@code FailureException}
 */
public record Step(
    StepName name,
    Transition move,
    @Nullable StepName doneWith,
    Duration deadline,
    StepAction work) {

  /** Whether what it does lasts, so that it is done once for an operation. */
  boolean lasts() {
    return doneWith == name;
  }

  /** The work itself. */
  @FunctionalInterface
  public interface StepAction {
    void run(StepContext context) throws InterruptedException;
  }
}
