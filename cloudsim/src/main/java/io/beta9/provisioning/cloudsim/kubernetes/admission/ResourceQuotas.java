package io.beta9.provisioning.cloudsim.kubernetes.admission;

import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rejects objects that would exceed a ResourceQuota of their namespace. */
final class ResourceQuotas {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private final ObjectStore store;

  ResourceQuotas(ObjectStore store) {
    this.store = store;
  }

  void check(Kind kind, ObjectNode object) {
    if (!kind.namespaced()) {
      return;
    }
    for (ObjectNode quota : store.list(Kinds.RESOURCE_QUOTA, ObjectMeta.namespace(object))) {
      check(quota, kind, object);
    }
  }

  private void check(ObjectNode quota, Kind kind, ObjectNode object) {
    JsonNode hard = Json.at(quota, "spec.hard");
    Map<String, Long> requested = new TreeMap<>(usage(kind, object));
    requested.keySet().removeIf(resource -> !hard.has(resource));
    if (kind.equals(Kinds.POD)) {
      requireSpecified(quota, hard, object);
    }
    Map<String, Long> used = new TreeMap<>();
    store.list(kind, ObjectMeta.namespace(object)).stream()
        .filter(existing -> !FINISHED.contains(Json.text(existing, "status.phase")))
        .forEach(
            existing ->
                usage(kind, existing)
                    .forEach((resource, amount) -> used.merge(resource, amount, Long::sum)));
    List<String> exceeded =
        requested.entrySet().stream()
            .filter(
                entry ->
                    used.getOrDefault(entry.getKey(), 0L) + entry.getValue()
                        > Quantity.milliValue(hard.path(entry.getKey())))
            .map(Map.Entry::getKey)
            .toList();
    if (!exceeded.isEmpty()) {
      throw ApiException.forbidden(
          kind,
          ObjectMeta.name(object),
          "exceeded quota: "
              + ObjectMeta.name(quota)
              + ", requested: "
              + amounts(exceeded, requested)
              + ", used: "
              + amounts(exceeded, used)
              + ", limited: "
              + exceeded.stream()
                  .map(resource -> resource + "=" + hard.path(resource).asString(""))
                  .collect(Collectors.joining(",")));
    }
  }

  /** A quota for a resource requires that every container states its amount. */
  private static void requireSpecified(ObjectNode quota, JsonNode hard, ObjectNode pod) {
    List<String> missing = new ArrayList<>();
    for (String resource : hard.propertyNames()) {
      String list = list(resource);
      String name = resource.substring(resource.indexOf('.') + 1);
      if (!list.isEmpty()) {
        String containers =
            Json.items(pod, "spec.containers").stream()
                .filter(container -> amount(container, list, name) == 0)
                .map(container -> container.path("name").asString(""))
                .collect(Collectors.joining(","));
        if (!containers.isEmpty()) {
          missing.add(resource + " for: " + containers);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw Admission.rejected(
          pod,
          "failed quota: "
              + ObjectMeta.name(quota)
              + ": must specify "
              + String.join("; ", missing));
    }
  }

  private static String list(String resource) {
    return switch (resource) {
      case "cpu", "memory", "requests.cpu", "requests.memory" -> "requests";
      case "limits.cpu", "limits.memory" -> "limits";
      default -> "";
    };
  }

  private static Map<String, Long> usage(Kind kind, JsonNode object) {
    Map<String, Long> usage = new TreeMap<>();
    String counted = "count/" + kind.plural() + (kind.group().isEmpty() ? "" : "." + kind.group());
    usage.put(counted, 1000L);
    if (kind.group().isEmpty()) {
      usage.put(kind.plural(), 1000L);
    }
    if (kind.equals(Kinds.SERVICE) && Json.text(object, "spec.type").equals("LoadBalancer")) {
      usage.put("services.loadbalancers", 1000L);
    }
    if (kind.equals(Kinds.POD)) {
      for (String resource :
          List.of(
              "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")) {
        String name = resource.substring(resource.indexOf('.') + 1);
        usage.put(
            resource,
            Json.items(object, "spec.containers").stream()
                .mapToLong(container -> amount(container, list(resource), name))
                .sum());
      }
    }
    return usage;
  }

  /** The request of a resource defaults to its limit. */
  private static long amount(JsonNode container, String list, String name) {
    return Stream.of(list, "limits")
        .map(source -> Json.at(container, "resources." + source).path(name))
        .filter(value -> !value.isMissingNode())
        .findFirst()
        .map(Quantity::milliValue)
        .orElse(0L);
  }

  private static String amounts(List<String> resources, Map<String, Long> amounts) {
    return resources.stream()
        .map(resource -> resource + "=" + text(amounts.getOrDefault(resource, 0L)))
        .collect(Collectors.joining(","));
  }

  private static String text(long thousandths) {
    return thousandths % 1000 == 0 ? Long.toString(thousandths / 1000) : thousandths + "m";
  }
}
