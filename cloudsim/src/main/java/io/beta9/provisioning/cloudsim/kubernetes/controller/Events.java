package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The events that a person reads to find out why. */
final class Events {
  private final Objects objects;

  Events(Objects objects) {
    this.objects = objects;
  }

  void normal(Kind kind, JsonNode about, String source, String reason, String message) {
    tell("Normal", kind, about, source, reason, message);
  }

  void warning(Kind kind, JsonNode about, String source, String reason, String message) {
    tell("Warning", kind, about, source, reason, message);
  }

  /** The same thing about the same object is said once: its name follows from what it says. */
  private void tell(
      String type, Kind kind, JsonNode about, String source, String reason, String message) {
    String namespace = kind.namespaced() ? Meta.namespace(about) : "default";
    byte[] what = (Meta.uid(about) + reason + message).getBytes(StandardCharsets.UTF_8);
    String name =
        Meta.name(about)
            + "."
            + UUID.nameUUIDFromBytes(what).toString().replace("-", "").substring(0, 16);
    if (objects.find(Kinds.EVENT, namespace, name).isPresent()) {
      return;
    }
    String now = Json.time(objects.clock().instant());
    ObjectNode event = Json.object();
    event.putObject("metadata").put("name", name).put("namespace", namespace);
    event
        .putObject("involvedObject")
        .put("apiVersion", kind.apiVersion())
        .put("kind", kind.name())
        .put("namespace", Meta.namespace(about))
        .put("name", Meta.name(about))
        .put("uid", Meta.uid(about));
    event.put("type", type).put("reason", reason).put("message", message).put("count", 1);
    event.put("firstTimestamp", now).put("lastTimestamp", now);
    event.putObject("source").put("component", source);
    event.put("reportingComponent", source);
    objects.create(Kinds.EVENT, event);
  }
}
