package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A problem that keeps a pod from becoming ready.
 *
 * @param container empty if it concerns the pod as a whole
 * @param reason the reason reported by Kubernetes
 */
public record PodProblem(
    String pod, String container, String reason, String message, PodProblemKind kind) {

  /** Returns the first problem that the status of a pod reports, if any. */
  public static Optional<PodProblem> of(Pod pod) {
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

  private static Optional<PodProblem> ofContainer(String pod, ContainerStatus container) {
    ContainerState state = container.getState();
    if (state == null || state.getWaiting() == null) {
      return Optional.empty();
    }
    String reason = text(state.getWaiting().getReason());
    String message = text(state.getWaiting().getMessage());
    return PodProblemKind.of(reason, message)
        .map(kind -> new PodProblem(pod, container.getName(), reason, message, kind));
  }

  private static PodProblem unscheduled(String pod, PodCondition condition) {
    String message = text(condition.getMessage());
    return new PodProblem(
        pod, "", text(condition.getReason()), message, PodProblemKind.ofScheduling(message));
  }

  private static String text(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  /** Returns whether it is that an image is not pulled, for whatever reason. */
  public boolean isPull() {
    return kind == PodProblemKind.IMAGE_PULL || kind.explainsPull();
  }

  /**
   * Returns the same problem with what was reported earlier about it, if its status says only that
   * the kubelet pauses between two attempts to pull the image.
   */
  public PodProblem explainedBy(String earlier) {
    PodProblemKind explained = PodProblemKind.of(reason, earlier).orElse(kind);
    return kind == PodProblemKind.IMAGE_PULL && explained.explainsPull()
        ? new PodProblem(pod, container, reason, earlier, explained)
        : this;
  }

  /** Returns the pod and its problem without the details. */
  public ClusterProgress.FailingPod failingPod() {
    return new ClusterProgress.FailingPod(pod, kind.description());
  }

  /** Returns the problem as one clause. */
  public String summary() {
    return "pod "
        + pod
        + (container.isEmpty() ? "" : " (container " + container + ")")
        + " "
        + kind.description()
        + (message.isEmpty() ? "" : ": " + message);
  }
}
