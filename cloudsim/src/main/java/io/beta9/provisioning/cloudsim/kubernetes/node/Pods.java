package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import io.beta9.provisioning.cloudsim.kubernetes.store.StatusConditions;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Queries about the state of pods. */
public final class Pods {
  private Pods() {}

  /** Returns the ready pods that match the selector of a Service, without terminating ones. */
  public static List<ObjectNode> readyPodsOf(ObjectStore store, ObjectNode service) {
    return store.list(Kinds.POD, ObjectMeta.namespace(service)).stream()
        .filter(
            pod ->
                Selector.matchesLabels(Json.at(service, "spec.selector"), ObjectMeta.labels(pod)))
        .filter(Pods::isReady)
        .filter(pod -> !ObjectMeta.isDeleting(pod))
        .toList();
  }

  /** Returns whether the condition {@code Ready} of the pod is true. */
  public static boolean isReady(JsonNode pod) {
    return StatusConditions.isTrue(pod, "Ready");
  }

  /** Returns whether the pod counts for its controller: neither finished nor terminating. */
  public static boolean isActive(JsonNode pod) {
    return !isFinished(pod) && !ObjectMeta.isDeleting(pod);
  }

  /** Returns whether the pod has been ready for {@code minReadySeconds}. */
  public static boolean isAvailable(JsonNode pod, int minReadySeconds, Instant now) {
    return StatusConditions.find(pod, "Ready")
        .filter(ready -> ready.path("status").asString("").equals("True"))
        .map(ready -> Instant.parse(ready.path("lastTransitionTime").asString("")))
        .filter(since -> !now.isBefore(since.plusSeconds(minReadySeconds)))
        .isPresent();
  }

  /** Returns whether all containers of the pod have terminated and will not be restarted. */
  public static boolean isFinished(JsonNode pod) {
    String phase = Json.text(pod, "status.phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }
}
