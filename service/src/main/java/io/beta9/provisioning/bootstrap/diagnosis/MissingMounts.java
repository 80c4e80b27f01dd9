package io.beta9.provisioning.bootstrap.diagnosis;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the pods that wait for a Secret, a ConfigMap or a volume claim that does not exist. The
 * kubelet reports it in events only, and retries without a limit.
 */
public final class MissingMounts {
  private static final String REASON = "FailedMount";
  private static final Set<String> CREATING = Set.of("ContainerCreating", "PodInitializing");

  /** Other errors, of attaching for example, pass. */
  private static final Pattern MISSING = Pattern.compile("not found|references non-existent");

  private final KubernetesClient client;
  private final String namespace;

  public MissingMounts(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Returns whether no container of a pod has started, and its status does not say why. */
  public static boolean isCreating(Pod pod) {
    if (pod.getStatus() == null || pod.getStatus().getContainerStatuses().isEmpty()) {
      return false;
    }
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .allMatch(MissingMounts::isCreating);
  }

  private static boolean isCreating(ContainerStatus container) {
    return container.getState() != null
        && container.getState().getWaiting() != null
        && CREATING.contains(requireNonNullElse(container.getState().getWaiting().getReason(), ""));
  }

  /** Returns what is missing for those of the pods whose containers are not created. */
  public List<PodProblem> of(List<Pod> pods) {
    List<Pod> creating = pods.stream().filter(MissingMounts::isCreating).toList();
    if (creating.isEmpty()) {
      return List.of();
    }
    List<Event> events =
        client.v1().events().inNamespace(namespace).withField("reason", REASON).list().getItems();
    return creating.stream()
        .flatMap(pod -> newest(events, pod.getMetadata().getName()).stream())
        .toList();
  }

  private static Optional<PodProblem> newest(List<Event> events, String pod) {
    return events.stream()
        .filter(event -> pod.equals(event.getInvolvedObject().getName()))
        .max(Comparator.comparing(event -> requireNonNullElse(event.getLastTimestamp(), "")))
        .map(event -> requireNonNullElse(event.getMessage(), ""))
        .filter(message -> MISSING.matcher(message).find())
        .map(message -> new PodProblem(pod, "", REASON, message, PodProblemKind.NOT_MOUNTED));
  }
}
