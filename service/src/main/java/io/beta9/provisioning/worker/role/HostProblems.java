package io.beta9.provisioning.worker.role;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.operation.Claim;

/** Records problems of the worker's host in the operations that it executes. */
@FunctionalInterface
public interface HostProblems {
  /** Records a problem in the events of a claimed operation. */
  void recordHostProblem(Claim claim, Failure problem);
}
