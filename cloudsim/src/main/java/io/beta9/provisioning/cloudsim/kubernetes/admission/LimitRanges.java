package io.beta9.provisioning.cloudsim.kubernetes.admission;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import io.beta9.provisioning.cloudsim.kubernetes.store.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Applies the defaults and the limits for containers of the LimitRanges of a namespace. */
final class LimitRanges {
  private final ObjectStore store;

  LimitRanges(ObjectStore store) {
    this.store = store;
  }

  void apply(ObjectNode pod) {
    List<String> violations = new ArrayList<>();
    for (ObjectNode range : store.list(Kinds.LIMIT_RANGE, ObjectMeta.namespace(pod))) {
      for (JsonNode limit : Json.items(range, "spec.limits")) {
        if (limit.path("type").asString("").equals("Container")) {
          for (ObjectNode container : Json.objectItems(pod, "spec.containers")) {
            setDefaults(container, "limits", limit.path("default"));
            setDefaults(container, "requests", limit.path("defaultRequest"));
            violations.addAll(violations(container, limit));
          }
        }
      }
    }
    if (!violations.isEmpty()) {
      throw Admission.rejected(
          pod, violations.size() == 1 ? violations.getFirst() : violations.toString());
    }
  }

  private static void setDefaults(ObjectNode container, String list, JsonNode defaults) {
    Json.stringMap(defaults)
        .forEach(
            (resource, amount) -> {
              ObjectNode resources = Json.ensureObject(container, "resources." + list);
              if (!resources.has(resource)) {
                resources.put(resource, amount);
              }
            });
  }

  private static List<String> violations(ObjectNode container, JsonNode limit) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, String> max : Json.stringMap(limit.path("max")).entrySet()) {
      JsonNode actual = Json.at(container, "resources.limits").path(max.getKey());
      String rule = "maximum " + max.getKey() + " usage per Container is " + max.getValue();
      if (actual.isMissingNode()) {
        found.add(rule + ".  No limit is specified");
      } else if (Quantity.milliValue(actual)
          > Quantity.milliValue(limit.path("max").path(max.getKey()))) {
        found.add(rule + ", but limit is " + actual.asString(""));
      }
    }
    for (Map.Entry<String, String> min : Json.stringMap(limit.path("min")).entrySet()) {
      JsonNode actual = Json.at(container, "resources.requests").path(min.getKey());
      String rule = "minimum " + min.getKey() + " usage per Container is " + min.getValue();
      if (actual.isMissingNode()) {
        found.add(rule + ".  No request is specified");
      } else if (Quantity.milliValue(actual)
          < Quantity.milliValue(limit.path("min").path(min.getKey()))) {
        found.add(rule + ", but request is " + actual.asString(""));
      }
    }
    return found;
  }
}
