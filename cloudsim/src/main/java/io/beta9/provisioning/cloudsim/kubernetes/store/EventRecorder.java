package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Records Kubernetes events. */
public final class EventRecorder {
  private static final Duration REPEAT_PERIOD = Duration.ofSeconds(10);

  private final ObjectStore store;

  public EventRecorder(ObjectStore store) {
    this.store = store;
  }

  public void normal(Kind kind, JsonNode object, String source, String reason, String message) {
    record("Normal", kind, object, source, reason, message);
  }

  public void warning(Kind kind, JsonNode object, String source, String reason, String message) {
    record("Warning", kind, object, source, reason, message);
  }

  /**
   * Creates an event, or counts one more occurrence. The name of an event is derived from its
   * contents. Controllers report what lasts in every round; warnings are counted at intervals.
   */
  private void record(
      String type, Kind kind, JsonNode object, String source, String reason, String message) {
    String namespace = kind.namespaced() ? ObjectMeta.namespace(object) : "default";
    byte[] contents = (ObjectMeta.uid(object) + reason + message).getBytes(StandardCharsets.UTF_8);
    String name =
        ObjectMeta.name(object)
            + "."
            + UUID.nameUUIDFromBytes(contents).toString().replace("-", "").substring(0, 16);
    Instant time = store.clock().instant();
    Optional<ObjectNode> recorded = store.find(Kinds.EVENT, namespace, name);
    if (recorded.isPresent()) {
      if (type.equals("Warning")) {
        repeat(recorded.get(), time);
      }
      return;
    }
    String now = Json.formatTime(time);
    ObjectNode event = Json.object();
    event.putObject("metadata").put("name", name).put("namespace", namespace);
    event
        .putObject("involvedObject")
        .put("apiVersion", kind.apiVersion())
        .put("kind", kind.name())
        .put("namespace", ObjectMeta.namespace(object))
        .put("name", ObjectMeta.name(object))
        .put("uid", ObjectMeta.uid(object));
    event.put("type", type).put("reason", reason).put("message", message).put("count", 1);
    event.put("firstTimestamp", now).put("lastTimestamp", now);
    event.putObject("source").put("component", source);
    event.put("reportingComponent", source);
    store.create(Kinds.EVENT, event);
  }

  private void repeat(ObjectNode event, Instant now) {
    Instant last = Instant.parse(Json.text(event, "lastTimestamp"));
    if (!now.isBefore(last.plus(REPEAT_PERIOD))) {
      store.edit(
          Kinds.EVENT,
          event,
          copy ->
              copy.put("count", copy.path("count").asInt(1) + 1)
                  .put("lastTimestamp", Json.formatTime(now)));
    }
  }
}
