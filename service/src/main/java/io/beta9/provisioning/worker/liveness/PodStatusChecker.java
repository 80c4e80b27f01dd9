package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.WorkerRepository;

/** What Kubernetes knows of a worker's pod. */
@FunctionalInterface
public interface PodStatusChecker {
  /** Outside of a cluster: nothing can be learned. */
  PodStatusChecker NONE = worker -> PodStatus.UNKNOWN;

  /** Asks for the pod with the worker's namespace, name and uid; never throws. */
  PodStatus ask(WorkerRepository.Identity worker);

  /** What came of asking. */
  enum PodStatus {
    /** There is no such pod, or one of the same name with another uid. */
    GONE,
    /** All its containers have ended for good. */
    FINISHED,
    THERE,
    UNKNOWN
  }
}
