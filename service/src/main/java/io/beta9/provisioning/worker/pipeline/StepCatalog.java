package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.OperationKind;
import java.util.List;
import java.util.Optional;

/** Defines the steps of each kind of operation. */
@FunctionalInterface
public interface StepCatalog {
  /** Returns the steps in the order in which they are executed. */
  List<Step> steps(OperationKind kind);

  /**
   * Returns what is executed when an operation has failed and is not repeated, before that is
   * recorded. It is neither recorded nor repeated, and its own failure changes nothing.
   */
  default Optional<Step> afterFailure(OperationKind kind) {
    return Optional.empty();
  }
}
