package io.beta9.provisioning.bootstrap;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What keeps a pod from being ready.
 *
 * @param container empty where it is about the pod as a whole
 * @param reason Kubernetes' own word
 */
record PodTrouble(String pod, String container, String reason, String message, TroubleSort sort) {

  /** The first thing that is wrong with a pod, if anything is that it says of itself. */
  static Optional<PodTrouble> of(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    String name = pod.getMetadata().getName();
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .flatMap(container -> ofContainer(name, container).stream())
        .findFirst()
        .or(
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
    String reason = text(state.getWaiting().getReason());
    return TroubleSort.of(reason)
        .map(
            sort ->
                new PodTrouble(
                    pod, container.getName(), reason, text(state.getWaiting().getMessage()), sort));
  }

  private static PodTrouble unscheduled(String pod, PodCondition condition) {
    return new PodTrouble(
        pod, "", text(condition.getReason()), text(condition.getMessage()), TroubleSort.NO_ROOM);
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  /** Told in half a sentence. */
  String words() {
    return "pod "
        + pod
        + (container.isEmpty() ? "" : " (container " + container + ")")
        + " "
        + sort.words()
        + (message.isEmpty() ? "" : ": " + message);
  }
}
