package io.beta9.provisioning.bootstrap.cluster;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds out why the API server rejects the pods of a workload: pod security, a quota, a webhook, …
 * A Deployment reports it in its status, the other workloads only in events.
 */
public final class PodRejections {
  private static final String REASON = "FailedCreate";
  private static final String RETRIED_AT = "beta9.io/retried-at";

  private final KubernetesClient client;
  private final String namespace;

  public PodRejections(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Returns the statuses with what the API server reported for those that lack pods. */
  public List<RolloutStatus> explain(List<RolloutStatus> rollouts) {
    if (rollouts.stream().noneMatch(PodRejections::isUnexplained)) {
      return rollouts;
    }
    List<Event> events = events();
    return rollouts.stream()
        .map(
            rollout ->
                isUnexplained(rollout)
                    ? newest(events, rollout.kind(), rollout.name())
                        .map(rollout::withCreationError)
                        .orElse(rollout)
                    : rollout)
        .toList();
  }

  /** Returns what the API server reported for one object that lacks pods. */
  public Optional<String> of(String kind, String name) {
    return newest(events(), kind, name);
  }

  /**
   * Makes the controller of a workload try again now. After a rejection it pauses, for up to 16
   * minutes, even if what rejected its pods has been changed since.
   */
  public void retry(RolloutStatus rollout, Instant now) {
    // A changed annotation of a Deployment reaches its ReplicaSet, and restarts no pod.
    client
        .genericKubernetesResources("apps/v1", rollout.kind())
        .inNamespace(namespace)
        .withName(rollout.name())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"" + RETRIED_AT + "\":\"" + now + "\"}}}");
  }

  private static boolean isUnexplained(RolloutStatus rollout) {
    return rollout.lacksPods() && rollout.creationError().isEmpty();
  }

  private List<Event> events() {
    return client
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("reason", REASON)
        .list()
        .getItems();
  }

  private static Optional<String> newest(List<Event> events, String kind, String name) {
    return events.stream()
        .filter(event -> kind.equals(event.getInvolvedObject().getKind()))
        .filter(event -> name.equals(event.getInvolvedObject().getName()))
        .max(Comparator.comparing(PodRejections::time))
        .map(event -> requireNonNullElse(event.getMessage(), ""));
  }

  private static String time(Event event) {
    return requireNonNullElse(
        event.getLastTimestamp(),
        requireNonNullElse(event.getMetadata().getCreationTimestamp(), ""));
  }
}
