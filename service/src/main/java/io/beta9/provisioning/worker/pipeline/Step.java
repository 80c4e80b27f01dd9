package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Transition;
import io.beta9.provisioning.operation.StepName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One step of a pipeline. Steps are idempotent: a step can be executed again after it was
 * completed, partly or entirely.
 *
 * @param transition the transition of the environment's status when the step starts; null if it
 *     keeps its status
 * @param skippedAfter the step whose completion allows a resumed operation to skip this one: itself
 *     if its effect is durable, a later step if it only prepares the worker, null if it is always
 *     executed
 * @param deadline the maximum duration
 * @param action throws a {@code FailureException} if the step fails
 */
public record Step(
    StepName name,
    @Nullable Transition transition,
    @Nullable StepName skippedAfter,
    Duration deadline,
    StepAction action) {

  /** Returns whether the effect is durable, so that the step is executed once per operation. */
  boolean isDurable() {
    return skippedAfter == name;
  }

  /** What a step does. */
  @FunctionalInterface
  public interface StepAction {
    void run(StepContext context) throws InterruptedException;
  }
}
