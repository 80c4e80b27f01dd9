package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and sets the {@code conditions} in the status of an object. */
public final class StatusConditions {
  private StatusConditions() {}

  public static void set(
      ObjectNode object, Instant now, String type, boolean holds, String reason, String message) {
    ObjectNode status = Json.ensureObject(object, "status");
    ArrayNode conditions =
        status.get("conditions") instanceof ArrayNode array ? array : status.putArray("conditions");
    String value = holds ? "True" : "False";
    ObjectNode condition = null;
    for (JsonNode candidate : conditions) {
      if (candidate.path("type").asString("").equals(type)) {
        condition = (ObjectNode) candidate;
      }
    }
    if (condition == null) {
      condition = conditions.addObject().put("type", type);
    }
    if (!condition.path("status").asString("").equals(value)) {
      condition.put("status", value).put("lastTransitionTime", Json.formatTime(now));
    }
    putOrRemove(condition, "reason", reason);
    putOrRemove(condition, "message", message);
  }

  public static boolean isTrue(JsonNode object, String type) {
    return Json.items(object, "status.conditions").stream()
        .anyMatch(
            condition ->
                condition.path("type").asString("").equals(type)
                    && condition.path("status").asString("").equals("True"));
  }

  public static Optional<ObjectNode> find(JsonNode object, String type) {
    return Json.objectItems(object, "status.conditions").stream()
        .filter(condition -> condition.path("type").asString("").equals(type))
        .findFirst();
  }

  public static void remove(ObjectNode object, String type) {
    if (Json.at(object, "status.conditions") instanceof ArrayNode conditions) {
      for (int i = conditions.size() - 1; i >= 0; i--) {
        if (conditions.get(i).path("type").asString("").equals(type)) {
          conditions.remove(i);
        }
      }
    }
  }

  private static void putOrRemove(ObjectNode condition, String field, String value) {
    if (value.isEmpty()) {
      condition.remove(field);
    } else {
      condition.put(field, value);
    }
  }
}
