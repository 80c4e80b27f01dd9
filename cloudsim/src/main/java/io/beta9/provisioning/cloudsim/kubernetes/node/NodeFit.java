package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a pod may run on a node: its labels, its taints, its room. */
public final class NodeFit {
  private NodeFit() {}

  /** Whether selector, required affinity and taints let the pod onto the node. */
  public static boolean admits(JsonNode podSpec, JsonNode node) {
    return labelsMatch(podSpec, node) && tolerates(podSpec, node);
  }

  /** Why the pod does not go onto the node, in the scheduler's words; empty where it does. */
  static Optional<String> rejectionReason(
      ObjectNode pod, ObjectNode node, List<ObjectNode> onNode) {
    JsonNode spec = pod.path("spec");
    if (!labelsMatch(spec, node)) {
      return Optional.of("node(s) didn't match Pod's node affinity/selector");
    }
    if (!tolerates(spec, node)) {
      return Optional.of("node(s) had untolerated taint(s)");
    }
    Map<String, Long> wanted = resourceRequests(pod);
    Map<String, Long> used = new LinkedHashMap<>();
    onNode.forEach(
        other ->
            resourceRequests(other).forEach((name, amount) -> used.merge(name, amount, Long::sum)));
    for (Map.Entry<String, Long> request : wanted.entrySet()) {
      long room = Quantity.milliValue(Json.at(node, "status.allocatable").path(request.getKey()));
      if (request.getValue() > 0
          && used.getOrDefault(request.getKey(), 0L) + request.getValue() > room) {
        return Optional.of("Insufficient " + request.getKey());
      }
    }
    return Optional.empty();
  }

  /** What a pod asks for, all its containers together. */
  static Map<String, Long> resourceRequests(JsonNode pod) {
    Map<String, Long> requests = new LinkedHashMap<>();
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      JsonNode resources = container.path("resources");
      // What is only limited is requested as well.
      ObjectNode asked = Json.fromStrings(Json.stringMap(resources.path("limits")));
      Json.stringMap(resources.path("requests")).forEach(asked::put);
      for (Map.Entry<String, JsonNode> entry : asked.properties()) {
        requests.merge(entry.getKey(), Quantity.milliValue(entry.getValue()), Long::sum);
      }
    }
    return requests;
  }

  private static boolean labelsMatch(JsonNode podSpec, JsonNode node) {
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
