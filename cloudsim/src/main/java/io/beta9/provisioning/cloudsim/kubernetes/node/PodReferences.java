package io.beta9.provisioning.cloudsim.kubernetes.node;

import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.store.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectMeta;
import io.beta9.provisioning.cloudsim.kubernetes.store.ObjectStore;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks whether the Secrets, ConfigMaps and volume claims that a pod refers to exist, with the
 * keys that it refers to.
 */
final class PodReferences {
  private final ObjectStore store;

  PodReferences(ObjectStore store) {
    this.store = store;
  }

  /** Returns an error for the first volume claim that does not exist, or empty. */
  Optional<String> findMissingClaim(ObjectNode pod) {
    String namespace = ObjectMeta.namespace(pod);
    return Json.items(pod, "spec.volumes").stream()
        .flatMap(volume -> missingClaim(namespace, volume).stream())
        .findFirst();
  }

  private Optional<String> missingClaim(String namespace, JsonNode volume) {
    return missingObject(
        Kinds.PERSISTENT_VOLUME_CLAIM,
        namespace,
        volume.path("persistentVolumeClaim"),
        "claimName");
  }

  /** Returns an error for the first object that does not exist, or empty if all exist. */
  Optional<StartupError> findMissing(ObjectNode pod) {
    String namespace = ObjectMeta.namespace(pod);
    for (JsonNode volume : Json.items(pod, "spec.volumes")) {
      Optional<String> missing =
          missingObject(Kinds.SECRET, namespace, volume.path("secret"), "secretName")
              .or(
                  () ->
                      missingObject(Kinds.CONFIG_MAP, namespace, volume.path("configMap"), "name"))
              .or(() -> missingClaim(namespace, volume))
              .or(() -> missingItem(namespace, volume));
      if (missing.isPresent()) {
        return Optional.of(
            new StartupError(
                "ContainerCreating",
                "",
                "FailedMount",
                "MountVolume.SetUp failed for volume \""
                    + volume.path("name").asString("")
                    + "\" : "
                    + missing.get()));
      }
    }
    return findMissingInEnvironment(pod);
  }

  private Optional<StartupError> findMissingInEnvironment(ObjectNode pod) {
    String namespace = ObjectMeta.namespace(pod);
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      for (JsonNode variable : Json.items(container, "env")) {
        JsonNode from = variable.path("valueFrom");
        Optional<String> missing =
            missingObject(Kinds.SECRET, namespace, from.path("secretKeyRef"), "name")
                .or(
                    () ->
                        missingObject(
                            Kinds.CONFIG_MAP, namespace, from.path("configMapKeyRef"), "name"))
                .or(() -> missingSecretKey(namespace, from.path("secretKeyRef")));
        if (missing.isPresent()) {
          return Optional.of(
              new StartupError(
                  "CreateContainerConfigError",
                  missing.get(),
                  "Failed",
                  "Error: " + missing.get()));
        }
      }
      for (JsonNode source : Json.items(container, "envFrom")) {
        Optional<String> missing =
            missingObject(Kinds.SECRET, namespace, source.path("secretRef"), "name")
                .or(
                    () ->
                        missingObject(
                            Kinds.CONFIG_MAP, namespace, source.path("configMapRef"), "name"));
        if (missing.isPresent()) {
          return Optional.of(
              new StartupError(
                  "CreateContainerConfigError",
                  missing.get(),
                  "Failed",
                  "Error: " + missing.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> missingObject(
      Kind kind, String namespace, JsonNode reference, String field) {
    String name = reference.path(field).asString("");
    boolean optional = reference.path("optional").asBoolean(false);
    if (name.isEmpty() || optional || store.find(kind, namespace, name).isPresent()) {
      return Optional.empty();
    }
    String singular = kind.plural().substring(0, kind.plural().length() - 1);
    return Optional.of(singular + " \"" + name + "\" not found");
  }

  /** Returns an error for the first key that a volume projects and its object lacks. */
  private Optional<String> missingItem(String namespace, JsonNode volume) {
    JsonNode source = volume.path(volume.has("secret") ? "secret" : "configMap");
    Kind kind = volume.has("secret") ? Kinds.SECRET : Kinds.CONFIG_MAP;
    String name = source.path(volume.has("secret") ? "secretName" : "name").asString("");
    if (source.path("optional").asBoolean(false)) {
      return Optional.empty();
    }
    return store
        .find(kind, namespace, name)
        .flatMap(
            object ->
                Json.items(source, "items").stream()
                    .map(item -> item.path("key").asString(""))
                    .filter(key -> !object.path("data").has(key))
                    .findFirst())
        .map(
            key ->
                "references non-existent "
                    + (volume.has("secret") ? "secret" : "config")
                    + " key: "
                    + key);
  }

  private Optional<String> missingSecretKey(String namespace, JsonNode reference) {
    String name = reference.path("name").asString("");
    String key = reference.path("key").asString("");
    return store
        .find(Kinds.SECRET, namespace, name)
        .filter(secret -> !reference.path("optional").asBoolean(false))
        .filter(secret -> !secret.path("data").has(key))
        .map(secret -> "couldn't find key " + key + " in Secret " + namespace + "/" + name);
  }
}
