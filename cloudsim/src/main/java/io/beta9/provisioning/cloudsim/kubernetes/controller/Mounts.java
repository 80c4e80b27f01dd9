package io.beta9.provisioning.cloudsim.kubernetes.controller;

import io.beta9.provisioning.cloudsim.kubernetes.api.Json;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kind;
import io.beta9.provisioning.cloudsim.kubernetes.api.Kinds;
import io.beta9.provisioning.cloudsim.kubernetes.api.Meta;
import io.beta9.provisioning.cloudsim.kubernetes.api.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether the Secrets, ConfigMaps and claims that a pod names are there. */
final class Mounts {
  private final Objects objects;

  Mounts(Objects objects) {
    this.objects = objects;
  }

  Optional<Trouble> missing(ObjectNode pod) {
    String namespace = Meta.namespace(pod);
    for (JsonNode volume : Json.items(pod, "spec.volumes")) {
      Optional<String> gone =
          gone(Kinds.SECRET, namespace, volume.path("secret"), "secretName")
              .or(() -> gone(Kinds.CONFIG_MAP, namespace, volume.path("configMap"), "name"))
              .or(
                  () ->
                      gone(
                          Kinds.CLAIM,
                          namespace,
                          volume.path("persistentVolumeClaim"),
                          "claimName"));
      if (gone.isPresent()) {
        return Optional.of(
            new Trouble(
                "ContainerCreating",
                "",
                "FailedMount",
                "MountVolume.SetUp failed for volume \""
                    + volume.path("name").asString("")
                    + "\" : "
                    + gone.get()));
      }
    }
    return missingInEnvironment(pod);
  }

  private Optional<Trouble> missingInEnvironment(ObjectNode pod) {
    String namespace = Meta.namespace(pod);
    for (JsonNode container : Json.items(pod, "spec.containers")) {
      for (JsonNode variable : Json.items(container, "env")) {
        JsonNode from = variable.path("valueFrom");
        Optional<String> gone =
            gone(Kinds.SECRET, namespace, from.path("secretKeyRef"), "name")
                .or(() -> gone(Kinds.CONFIG_MAP, namespace, from.path("configMapKeyRef"), "name"))
                .or(() -> keyGone(namespace, from.path("secretKeyRef")));
        if (gone.isPresent()) {
          return Optional.of(
              new Trouble(
                  "CreateContainerConfigError", gone.get(), "Failed", "Error: " + gone.get()));
        }
      }
      for (JsonNode source : Json.items(container, "envFrom")) {
        Optional<String> gone =
            gone(Kinds.SECRET, namespace, source.path("secretRef"), "name")
                .or(() -> gone(Kinds.CONFIG_MAP, namespace, source.path("configMapRef"), "name"));
        if (gone.isPresent()) {
          return Optional.of(
              new Trouble(
                  "CreateContainerConfigError", gone.get(), "Failed", "Error: " + gone.get()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> gone(Kind kind, String namespace, JsonNode reference, String field) {
    String name = reference.path(field).asString("");
    boolean optional = reference.path("optional").asBoolean(false);
    if (name.isEmpty() || optional || objects.find(kind, namespace, name).isPresent()) {
      return Optional.empty();
    }
    String word = kind.plural().substring(0, kind.plural().length() - 1);
    return Optional.of(word + " \"" + name + "\" not found");
  }

  private Optional<String> keyGone(String namespace, JsonNode reference) {
    String name = reference.path("name").asString("");
    String key = reference.path("key").asString("");
    return objects
        .find(Kinds.SECRET, namespace, name)
        .filter(secret -> !reference.path("optional").asBoolean(false))
        .filter(secret -> !secret.path("data").has(key))
        .map(secret -> "couldn't find key " + key + " in Secret " + namespace + "/" + name);
  }
}
