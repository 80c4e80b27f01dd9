package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.RegisteredWorker;

/** Queries Kubernetes for the status of a worker's pod. */
@FunctionalInterface
public interface PodStatusChecker {
  /** Used outside of a cluster: every status is unknown. */
  PodStatusChecker NONE = worker -> PodStatus.UNKNOWN;

  /** Returns the status of the pod with the worker's namespace, name and uid; never throws. */
  PodStatus status(RegisteredWorker worker);

  /** The status of a pod. */
  enum PodStatus {
    /** There is no such pod, or one with the same name and another uid. */
    DELETED,
    /** All containers of the pod have ended permanently. */
    FINISHED,
    RUNNING,
    UNKNOWN
  }
}
