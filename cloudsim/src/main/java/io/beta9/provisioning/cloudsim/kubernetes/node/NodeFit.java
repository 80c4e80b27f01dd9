package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.Quantity;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decides whether a pod may run on a node, by labels, taints and free capacity. */
public final class NodeFit {
  private NodeFit() {}

  /** Returns whether node selector, required affinity and taints admit the pod to the node. */
  public static boolean admits(JsonNode podSpec, JsonNode node) {
    return matchesLabels(podSpec, node) && tolerates(podSpec, node);
  }

  /** Returns the scheduler's reason for rejecting the node, or empty if the pod fits. */
  static Optional<String> rejectionReason(
      ObjectNode pod, ObjectNode node, List<ObjectNode> podsOnNode) {
    JsonNode spec = pod.path("spec");
    if (!matchesLabels(spec, node)) {
      return Optional.of("node(s) didn't match Pod's node affinity/selector");
    }
    if (!tolerates(spec, node)) {
      return Optional.of("node(s) had untolerated taint(s)");
    }
    Map<String, Long> requested = resourceRequests(pod);
    Map<String, Long> used = new LinkedHashMap<>();
    podsOnNode.forEach(
        scheduled ->
            resourceRequests(scheduled)
                .forEach((name, amount) -> used.merge(name, amount, Long::sum)));
    for (Map.Entry<String, Long> request : requested.entrySet()) {
      long allocatable =
          Quantity.milliValue(Json.at(node, "status.allocatable").path(request.getKey()));
      if (request.getValue() > 0
          && used.getOrDefault(request.getKey(), 0L) + request.getValue() > allocatable) {
        return Optional.of("Insufficient " + request.getKey());
      }
    }
    return Optional.empty();
  }

  /** Returns the resource requests of a pod, summed over its containers, in thousandths. */
  static Map<String, Long> resourceRequests(JsonNode pod) {
    Map<String, Long> requests = new LinkedHashMap<>();
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      JsonNode resources = container.path("resources");
      // The request of a resource defaults to its limit.
      ObjectNode requested = Json.fromStrings(Json.stringMap(resources.path("limits")));
      Json.stringMap(resources.path("requests")).forEach(requested::put);
      for (Map.Entry<String, JsonNode> entry : requested.properties()) {
        requests.merge(entry.getKey(), Quantity.milliValue(entry.getValue()), Long::sum);
      }
    }
    return requests;
  }

  static boolean matchesLabels(JsonNode podSpec, JsonNode node) {
    Map<String, String> labels = ObjectMeta.labels(node);
    if (!labels.entrySet().containsAll(Json.stringMap(podSpec.path("nodeSelector")).entrySet())) {
      return false;
    }
    List<JsonNode> terms =
        Json.items(
            podSpec,
            "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
                + ".nodeSelectorTerms");
    return terms.isEmpty() || terms.stream().anyMatch(term -> Selector.matches(term, labels));
  }

  private static boolean tolerates(JsonNode podSpec, JsonNode node) {
    return Json.items(node, "spec.taints").stream()
        .filter(taint -> !taint.path("effect").asString("").equals("PreferNoSchedule"))
        .allMatch(
            taint ->
                Json.items(podSpec, "tolerations").stream()
                    .anyMatch(toleration -> isTolerated(toleration, taint)));
  }

  private static boolean isTolerated(JsonNode toleration, JsonNode taint) {
    String key = toleration.path("key").asString("");
    String effect = toleration.path("effect").asString("");
    boolean exists = toleration.path("operator").asString("").equals("Exists");
    boolean sameKey = key.isEmpty() && exists || key.equals(taint.path("key").asString(""));
    boolean sameValue =
        exists || toleration.path("value").asString("").equals(taint.path("value").asString(""));
    boolean sameEffect = effect.isEmpty() || effect.equals(taint.path("effect").asString(""));
    return sameKey && sameValue && sameEffect;
  }
}
