package io.beta9.provisioning.worker.loop;

import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Reports the number of running operations as the deletion cost of this worker's pod. When an
 * autoscaler reduces the number of workers, Kubernetes removes the pods with the lowest cost, which
 * are the idle ones.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost">Pod
 *     deletion cost</a>
 */
public final class PodDeletionCostReporter {
  static final String ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";

  private static final Logger log = LoggerFactory.getLogger(PodDeletionCostReporter.class);
  private static final int UNKNOWN = -1;

  private final IntSupplier runningOperations;
  private final PodAnnotations annotations;
  private int reported = UNKNOWN;
  private boolean failing;

  /**
   * @param runningOperations returns the number of operations that this worker executes
   */
  public PodDeletionCostReporter(IntSupplier runningOperations, PodAnnotations annotations) {
    this.runningOperations = runningOperations;
    this.annotations = annotations;
  }

  /** Reports the number if it has changed, and again after a failure. */
  @Scheduled(fixedDelayString = "PT10S")
  public synchronized void report() {
    int running = runningOperations.getAsInt();
    if (running == reported) {
      return;
    }
    try {
      annotations.set(ANNOTATION, String.valueOf(running));
      reported = running;
      failing = false;
    } catch (RuntimeException e) {
      // Kubernetes' client reports all failures so; without the annotation, any pod is removed.
      if (!failing) {
        log.warn("The deletion cost of this pod could not be set: {}", e.getMessage());
      }
      failing = true;
    }
  }
}
