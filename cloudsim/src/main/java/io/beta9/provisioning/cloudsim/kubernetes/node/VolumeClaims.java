package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.EventRecorder;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binds volume claims to volumes. A claim of a storage class that waits for the first consumer is
 * bound when a pod that uses it has a node.
 */
public final class VolumeClaims {
  private static final String COMPONENT = "persistentvolume-controller";
  private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

  private final ObjectStore store;
  private final EventRecorder events;

  public VolumeClaims(ObjectStore store, EventRecorder events) {
    this.store = store;
    this.events = events;
  }

  /** Binds all claims that can be bound and reports why the others cannot. */
  public void reconcile() {
    for (ObjectNode claim : store.list(Kinds.PERSISTENT_VOLUME_CLAIM)) {
      if (!isBound(claim)) {
        bind(claim);
      }
    }
  }

  private void bind(ObjectNode claim) {
    Optional<String> className = storageClassName(claim);
    if (className.isEmpty()) {
      events.normal(
          Kinds.PERSISTENT_VOLUME_CLAIM,
          claim,
          COMPONENT,
          "FailedBinding",
          "no persistent volumes available for this claim and no storage class is set");
      return;
    }
    Optional<ObjectNode> storageClass = store.find(Kinds.STORAGE_CLASS, "", className.get());
    if (storageClass.isEmpty()) {
      events.warning(
          Kinds.PERSISTENT_VOLUME_CLAIM,
          claim,
          COMPONENT,
          "ProvisioningFailed",
          "storageclass.storage.k8s.io \"" + className.get() + "\" not found");
      return;
    }
    if (waitsForConsumer(storageClass.get()) && !hasScheduledConsumer(claim)) {
      events.normal(
          Kinds.PERSISTENT_VOLUME_CLAIM,
          claim,
          COMPONENT,
          "WaitForFirstConsumer",
          "waiting for first consumer to be created before binding");
      return;
    }
    store.edit(
        Kinds.PERSISTENT_VOLUME_CLAIM,
        claim,
        copy -> {
          Json.ensureObject(copy, "spec").put("storageClassName", className.get());
          Json.ensureObject(copy, "status").put("phase", "Bound");
        });
  }

  /** Returns whether a pod that uses the claim must not be scheduled yet. */
  boolean blocksScheduling(String namespace, JsonNode volume) {
    String name = volume.path("persistentVolumeClaim").path("claimName").asString("");
    return store
        .find(Kinds.PERSISTENT_VOLUME_CLAIM, namespace, name)
        .filter(claim -> !isBound(claim))
        .filter(
            claim ->
                storageClassName(claim)
                    .flatMap(className -> store.find(Kinds.STORAGE_CLASS, "", className))
                    .filter(VolumeClaims::waitsForConsumer)
                    .isEmpty())
        .isPresent();
  }

  private static boolean isBound(JsonNode claim) {
    return Json.text(claim, "status.phase").equals("Bound");
  }

  private static boolean waitsForConsumer(JsonNode storageClass) {
    return storageClass.path("volumeBindingMode").asString("").equals("WaitForFirstConsumer");
  }

  private boolean hasScheduledConsumer(ObjectNode claim) {
    return store.list(Kinds.POD).stream()
        .filter(pod -> ObjectMeta.namespace(pod).equals(ObjectMeta.namespace(claim)))
        .filter(pod -> !Json.text(pod, "spec.nodeName").isEmpty())
        .flatMap(pod -> Json.items(pod, "spec.volumes").stream())
        .anyMatch(
            volume ->
                volume
                    .path("persistentVolumeClaim")
                    .path("claimName")
                    .asString("")
                    .equals(ObjectMeta.name(claim)));
  }

  /** Returns the class that the claim names, or else the default class; empty if there is none. */
  private Optional<String> storageClassName(JsonNode claim) {
    JsonNode named = claim.path("spec").path("storageClassName");
    if (!named.isMissingNode()) {
      return Optional.of(named.asString("")).filter(name -> !name.isEmpty());
    }
    List<ObjectNode> defaults =
        store.list(Kinds.STORAGE_CLASS).stream()
            .filter(
                storageClass ->
                    "true"
                        .equals(
                            Json.stringMap(Json.at(storageClass, "metadata.annotations"))
                                .get(DEFAULT_CLASS)))
            .toList();
    return defaults.stream().findFirst().map(ObjectMeta::name);
  }
}
