package io.beta9.provisioning.bootstrap;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What keeps one pod from being ready.
 *
 * @param reason the word that Kubernetes has for it
 * @param lasting whether waiting alone will not mend it
 */
record PodTrouble(String pod, String container, String reason, String message, boolean lasting) {
  private static final Set<String> LASTING =
      Set.of(
          "ImagePullBackOff",
          "ErrImagePull",
          "InvalidImageName",
          "CrashLoopBackOff",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  /** The first thing that is wrong with a pod, if anything is. */
  static Optional<PodTrouble> of(Pod pod) {
    String name = pod.getMetadata().getName();
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    Optional<PodTrouble> ofContainer =
        Stream.concat(
                pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream())
            .flatMap(container -> ofContainer(name, container).stream())
            .findFirst();
    return ofContainer.or(
        () ->
            pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled"))
                .filter(condition -> condition.getStatus().equals("False"))
                .findFirst()
                .map(condition -> unscheduled(name, condition)));
  }

  private static Optional<PodTrouble> ofContainer(String pod, ContainerStatus container) {
    ContainerState state = container.getState();
    if (state == null || state.getWaiting() == null) {
      return Optional.empty();
    }
    String reason = String.valueOf(state.getWaiting().getReason());
    if (reason.equals("ContainerCreating") || reason.equals("PodInitializing")) {
      return Optional.empty();
    }
    String message = state.getWaiting().getMessage() == null ? "" : state.getWaiting().getMessage();
    return Optional.of(
        new PodTrouble(pod, container.getName(), reason, message, LASTING.contains(reason)));
  }

  private static PodTrouble unscheduled(String pod, PodCondition condition) {
    return new PodTrouble(
        pod,
        "",
        String.valueOf(condition.getReason()),
        condition.getMessage() == null ? "" : condition.getMessage(),
        false);
  }

  /** Told in half a sentence. */
  String words() {
    return "pod "
        + pod
        + (container.isEmpty() ? "" : ", container " + container)
        + ": "
        + reason
        + (message.isEmpty() ? "" : " (" + message + ")");
  }

  /** What to do about it. */
  String next() {
    return switch (reason) {
      case "ImagePullBackOff", "ErrImagePull", "InvalidImageName" ->
          "Check that the image exists and that the nodes can reach its registry, then retry";
      case "CrashLoopBackOff" ->
          "Read the container's last lines in the environment's log, mend the cause, then retry";
      case "Unschedulable" ->
          "Give the node group room (max_workers, a larger profile) or wait for the autoscaler, "
              + "then retry";
      default -> "Look at the pod's events in the environment's log, then retry";
    };
  }
}
