package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.resource.ResourceOperations;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates pods from the templates of workloads. */
public final class PodFactory {
  private static final String NAME_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int MAX_DOUBLINGS = 13;

  private final ObjectStore store;
  private final ResourceOperations operations;
  private final EventRecorder events;
  private final Map<String, Rejection> rejections = new HashMap<>();

  /** The last rejected creation of an owner's pod. */
  private record Rejection(String message, int attempts, String owner, Instant retryAt) {}

  PodFactory(ObjectStore store, ResourceOperations operations, EventRecorder events) {
    this.store = store;
    this.operations = operations;
    this.events = events;
  }

  /**
   * Returns a short hash that is equal for equal templates, regardless of the order of their
   * fields. The label that contains the hash is ignored: the template of a ReplicaSet has it.
   */
  static String templateHash(JsonNode template) {
    JsonNode copy = template.deepCopy();
    if (Json.at(copy, "metadata.labels") instanceof ObjectNode labels) {
      labels.remove(DeploymentController.HASH_LABEL);
    }
    // Unlike that of its text, the hash code of a JSON object does not depend on the order.
    int hash = copy.hashCode();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      text.append(NAME_CHARACTERS.charAt(Math.floorMod(hash, NAME_CHARACTERS.length())));
      hash = hash * 31 + 17 + i;
    }
    return text.toString();
  }

  /** Returns a random suffix for the name of a pod. */
  static String randomSuffix() {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      suffix.append(
          NAME_CHARACTERS.charAt(ThreadLocalRandom.current().nextInt(NAME_CHARACTERS.length())));
    }
    return suffix.toString();
  }

  /** Returns the pods that an owner controls. */
  static List<ObjectNode> podsOwnedBy(ObjectStore store, ObjectNode owner) {
    return store.list(Kinds.POD, ObjectMeta.namespace(owner)).stream()
        .filter(pod -> ObjectMeta.isControlledBy(pod, owner))
        .toList();
  }

  /**
   * Creates a pod from the owner's template. A rejected creation is retried with increasing pauses,
   * or as soon as the owner changes.
   *
   * @return the pod, or empty if the API server rejects it, in which case an event is recorded
   */
  Optional<ObjectNode> create(Kind ownerKind, ObjectNode owner, String name) {
    Rejection before = rejections.get(ObjectMeta.uid(owner));
    Instant now = store.clock().instant();
    if (before != null
        && before.owner().equals(identity(owner))
        && now.isBefore(before.retryAt())) {
      return Optional.empty();
    }
    try {
      ObjectNode pod =
          operations.create(Kinds.POD, ObjectMeta.namespace(owner), pod(ownerKind, owner, name));
      rejections.remove(ObjectMeta.uid(owner));
      return Optional.of(pod);
    } catch (ApiException e) {
      String message = String.valueOf(e.getMessage());
      int attempts = before == null ? 1 : before.attempts() + 1;
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, MAX_DOUBLINGS));
      rejections.put(
          ObjectMeta.uid(owner),
          new Rejection(message, attempts, identity(owner), now.plus(pause)));
      events.warning(
          ownerKind,
          owner,
          ownerKind.name().toLowerCase(Locale.ROOT) + "-controller",
          "FailedCreate",
          ownerKind.equals(Kinds.STATEFUL_SET)
              ? "create Pod "
                  + name
                  + " in StatefulSet "
                  + ObjectMeta.name(owner)
                  + " failed error: "
                  + message
              : "Error creating: " + message);
      return Optional.empty();
    }
  }

  /** Returns what changes when a client changes the owner. */
  private static String identity(ObjectNode owner) {
    return ObjectMeta.generation(owner) + " " + Json.at(owner, "metadata.annotations");
  }

  /** Returns why the API server rejected the last pod of an owner; empty if it did not. */
  Optional<String> rejection(ObjectNode owner) {
    return Optional.ofNullable(rejections.get(ObjectMeta.uid(owner))).map(Rejection::message);
  }

  private static ObjectNode pod(Kind ownerKind, ObjectNode owner, String name) {
    JsonNode template = Json.at(owner, "spec.template");
    ObjectNode pod = Json.object();
    ObjectNode meta = pod.putObject("metadata");
    meta.put("name", name);
    meta.set("labels", Json.fromStrings(ObjectMeta.labels(template)));
    JsonNode annotations = Json.at(template, "metadata.annotations");
    if (annotations.isObject()) {
      meta.set("annotations", annotations.deepCopy());
    }
    ObjectMeta.setController(pod, ownerKind, owner);
    pod.set("spec", template.path("spec").deepCopy());
    Json.ensureObject(pod, "status").put("phase", "Pending").put("qosClass", "Burstable");
    return pod;
  }
}
