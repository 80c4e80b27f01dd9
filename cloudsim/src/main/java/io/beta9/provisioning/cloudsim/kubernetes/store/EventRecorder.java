package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The events that a person reads to find out why. */
public final class EventRecorder {
  private final ObjectStore store;

  public EventRecorder(ObjectStore store) {
    this.store = store;
  }

  public void normal(Kind kind, JsonNode about, String source, String reason, String message) {
    record("Normal", kind, about, source, reason, message);
  }

  public void warning(Kind kind, JsonNode about, String source, String reason, String message) {
    record("Warning", kind, about, source, reason, message);
  }

  /** The same thing about the same object is said once: its name follows from what it says. */
  private void record(
      String type, Kind kind, JsonNode about, String source, String reason, String message) {
    String namespace = kind.namespaced() ? ObjectMeta.namespace(about) : "default";
    byte[] what = (ObjectMeta.uid(about) + reason + message).getBytes(StandardCharsets.UTF_8);
    String name =
        ObjectMeta.name(about)
            + "."
            + UUID.nameUUIDFromBytes(what).toString().replace("-", "").substring(0, 16);
    if (store.find(Kinds.EVENT, namespace, name).isPresent()) {
      return;
    }
    String now = Json.formatTime(store.clock().instant());
    ObjectNode event = Json.object();
    event.putObject("metadata").put("name", name).put("namespace", namespace);
    event
        .putObject("involvedObject")
        .put("apiVersion", kind.apiVersion())
        .put("kind", kind.name())
        .put("namespace", ObjectMeta.namespace(about))
        .put("name", ObjectMeta.name(about))
        .put("uid", ObjectMeta.uid(about));
    event.put("type", type).put("reason", reason).put("message", message).put("count", 1);
    event.put("firstTimestamp", now).put("lastTimestamp", now);
    event.putObject("source").put("component", source);
    event.put("reportingComponent", source);
    store.create(Kinds.EVENT, event);
  }
}
