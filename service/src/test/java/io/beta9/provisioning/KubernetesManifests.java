package io.beta9.provisioning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The objects that the chart creates, from the generated files in {@code deploy/manifests}. */
record KubernetesManifests(List<JsonNode> objects) {
  private static final Path DIRECTORY = Path.of("../deploy/manifests");

  /** Reads a variant, {@code minimal} or {@code full}. */
  static KubernetesManifests of(String variant) {
    List<JsonNode> objects = new ArrayList<>();
    for (String file : List.of("migration.yaml", "provisioning.yaml")) {
      for (String document :
          read(DIRECTORY.resolve(variant).resolve(file)).split("(?m)^---$", -1)) {
        JsonNode object = new YAMLMapper().readTree(document);
        if (object.isObject()) {
          objects.add(object);
        }
      }
    }
    return new KubernetesManifests(objects);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<JsonNode> find(String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asString().equalsIgnoreCase(kind))
        .filter(object -> object.at("/metadata/name").asString().equals(name))
        .findFirst();
  }

  JsonNode get(String kind, String name) {
    return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  List<JsonNode> all(String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").asString().equalsIgnoreCase(kind))
        .toList();
  }
}
