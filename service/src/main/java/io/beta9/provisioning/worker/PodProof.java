package io.beta9.provisioning.worker;

import io.beta9.provisioning.operation.WorkerRepository;

/** What Kubernetes knows of a worker's pod. */
@FunctionalInterface
public interface PodProof {
  /** Outside of a cluster: nothing can be learned. */
  PodProof NONE = worker -> Answer.UNKNOWN;

  /** Asks for the pod with the worker's namespace, name and uid; never throws. */
  Answer ask(WorkerRepository.Identity worker);

  /** What came of asking. */
  enum Answer {
    /** There is no such pod, or one of the same name with another uid. */
    GONE,
    /** All its containers have ended for good. */
    FINISHED,
    THERE,
    UNKNOWN
  }
}
