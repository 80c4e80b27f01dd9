package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes pods for the workloads that own them. */
final class PodTemplate {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final Objects objects;
  private final Events events;

  PodTemplate(Objects objects, Events events) {
    this.objects = objects;
    this.events = events;
  }

  /** Short, and the same for the same template. */
  static String hash(JsonNode template) {
    int hash = template.toString().hashCode();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      text.append(LETTERS.charAt(Math.floorMod(hash, LETTERS.length())));
      hash = hash * 31 + 17 + i;
    }
    return text.toString();
  }

  static String suffix() {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      suffix.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
    }
    return suffix.toString();
  }

  /** The pods that an owner controls. */
  static List<ObjectNode> podsOf(Objects objects, ObjectNode owner) {
    return objects.list(Kinds.POD, Meta.namespace(owner)).stream()
        .filter(pod -> Meta.isControlledBy(pod, owner))
        .toList();
  }

  static boolean hasEnded(JsonNode pod) {
    String phase = Json.text(pod, "status.phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /**
   * Makes a pod from the owner's template.
   *
   * @return the pod, or empty where the namespace does not let it be made; an event says why
   */
  Optional<ObjectNode> create(Kind ownerKind, ObjectNode owner, String name) {
    JsonNode template = Json.at(owner, "spec.template");
    String account = Json.text(template, "spec.serviceAccountName");
    String wanted = account.isEmpty() ? "default" : account;
    String namespace = Meta.namespace(owner);
    if (objects.find(Kinds.SERVICE_ACCOUNT, namespace, wanted).isEmpty()) {
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
              + wanted
              + ": serviceaccount \""
              + wanted
              + "\" not found");
      return Optional.empty();
    }
    ObjectNode pod = Json.object();
    ObjectNode meta = pod.putObject("metadata");
    meta.put("name", name).put("namespace", namespace);
    meta.set("labels", Json.of(Meta.labels(template)));
    JsonNode annotations = Json.at(template, "metadata.annotations");
    if (annotations.isObject()) {
      meta.set("annotations", annotations.deepCopy());
    }
    Meta.control(pod, ownerKind, owner);
    pod.set("spec", template.path("spec").deepCopy());
    Json.make(pod, "spec").put("serviceAccountName", wanted).put("serviceAccount", wanted);
    Json.make(pod, "status").put("phase", "Pending").put("qosClass", "Burstable");
    return Optional.of(objects.create(Kinds.POD, pod));
  }
}
