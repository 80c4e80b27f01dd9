package io.beta9.provisioning.operation.history;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.OperationState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation of an environment with the steps that it has started.
 *
 * @param notBefore when a waiting operation can be claimed
 * @param failure the failure of the last attempt
 * @param steps in the order in which they started
 */
public record PastOperation(
    String id,
    OperationKind kind,
    OperationState state,
    int attempt,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant claimedAt,
    Instant notBefore,
    @Nullable Instant finishedAt,
    @Nullable Failure failure,
    List<StartedStep> steps) {
  public PastOperation {
    steps = List.copyOf(steps);
  }

  /**
   * A step that has started.
   *
   * @param completedAt null while it runs, and if it failed
   */
  public record StartedStep(String step, Instant startedAt, @Nullable Instant completedAt) {}
}
