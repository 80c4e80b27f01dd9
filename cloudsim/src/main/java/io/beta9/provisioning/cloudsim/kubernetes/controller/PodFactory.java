package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates pods from the templates of workloads. */
public final class PodFactory {
  private static final String NAME_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final ObjectStore store;
  private final EventRecorder events;

  PodFactory(ObjectStore store, EventRecorder events) {
    this.store = store;
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
   * Creates a pod from the owner's template.
   *
   * @return the pod, or empty if its service account does not exist, in which case a warning event
   *     is recorded
   */
  Optional<ObjectNode> create(Kind ownerKind, ObjectNode owner, String name) {
    JsonNode template = Json.at(owner, "spec.template");
    String account = Json.text(template, "spec.serviceAccountName");
    String serviceAccount = account.isEmpty() ? "default" : account;
    String namespace = ObjectMeta.namespace(owner);
    if (store.find(Kinds.SERVICE_ACCOUNT, namespace, serviceAccount).isEmpty()) {
      events.warning(
          ownerKind,
          owner,
          ownerKind.name().toLowerCase(Locale.ROOT) + "-controller",
          "FailedCreate",
          "Error creating: pods \""
              + name
              + "\" is forbidden: error looking up service account "
              + namespace
              + "/"
              + serviceAccount
              + ": serviceaccount \""
              + serviceAccount
              + "\" not found");
      return Optional.empty();
    }
    ObjectNode pod = Json.object();
    ObjectNode meta = pod.putObject("metadata");
    meta.put("name", name).put("namespace", namespace);
    meta.set("labels", Json.fromStrings(ObjectMeta.labels(template)));
    JsonNode annotations = Json.at(template, "metadata.annotations");
    if (annotations.isObject()) {
      meta.set("annotations", annotations.deepCopy());
    }
    ObjectMeta.setController(pod, ownerKind, owner);
    pod.set("spec", template.path("spec").deepCopy());
    Json.ensureObject(pod, "spec")
        .put("serviceAccountName", serviceAccount)
        .put("serviceAccount", serviceAccount);
    Json.ensureObject(pod, "status").put("phase", "Pending").put("qosClass", "Burstable");
    return Optional.of(store.create(Kinds.POD, pod));
  }
}
