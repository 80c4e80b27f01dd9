package io.beta9.provisioning.operation;

import java.time.Duration;
import java.util.List;

/** Evidence that a worker is dead and executes nothing any more. */
public sealed interface TerminationEvidence {

  /** The codes of all kinds of evidence. */
  List<String> CODES =
      List.of(
          "reported-stopped",
          "process-gone",
          "machine-restarted",
          "container-restarted",
          "pod-ended",
          "lease-expired");

  /** Returns the kind of the evidence, one of {@link #CODES}. */
  default String code() {
    return switch (this) {
      case ReportedStopped _ -> "reported-stopped";
      case ProcessGone _ -> "process-gone";
      case MachineRestarted _ -> "machine-restarted";
      case ContainerRestarted _ -> "container-restarted";
      case PodEnded _ -> "pod-ended";
      case LeaseExpired _ -> "lease-expired";
    };
  }

  /**
   * Returns whether a Terraform process that the worker started may still be running: it has a
   * session of its own and ends with its machine or container, not with its worker.
   */
  default boolean terraformMayBeRunning() {
    return switch (this) {
      case ReportedStopped _, ProcessGone _ -> true;
      case MachineRestarted _, ContainerRestarted _, PodEnded _, LeaseExpired _ -> false;
    };
  }

  /** The worker reported that it stopped. */
  record ReportedStopped() implements TerminationEvidence {}

  /** No process on the worker's host has its pid and start time. */
  record ProcessGone() implements TerminationEvidence {}

  /** The worker's machine has been restarted since. */
  record MachineRestarted() implements TerminationEvidence {}

  /** The worker's pod has started a new container since, in which this worker runs. */
  record ContainerRestarted() implements TerminationEvidence {}

  /**
   * Kubernetes reports that the worker's pod does not exist or has ended.
   *
   * @param deleted whether there is no such pod any more
   */
  record PodEnded(boolean deleted) implements TerminationEvidence {}

  /**
   * The worker has not renewed for the takeover time of the {@link LeasePolicy}, after which its
   * child processes have ended.
   */
  record LeaseExpired(Duration silence) implements TerminationEvidence {}
}
