package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.OperationKind;
import java.util.List;

/** Defines the steps of each kind of operation. */
@FunctionalInterface
public interface StepCatalog {
  /** Returns the steps in the order in which they are executed. */
  List<Step> steps(OperationKind kind);
}
