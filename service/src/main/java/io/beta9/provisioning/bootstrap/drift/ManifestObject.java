package io.beta9.provisioning.bootstrap.drift;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One object of the manifest of a release.
 *
 * @param namespace empty if the manifest does not name one
 * @param content the object as the manifest describes it
 */
record ManifestObject(
    String apiVersion, String kind, Optional<String> namespace, String name, JsonNode content) {
  /** The manifest is read from the cluster, and each object of it costs a request. */
  private static final int MAX_OBJECTS = 300;

  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*(?:#.*)?$");

  /**
   * Parses a manifest.
   *
   * @throws IllegalArgumentException if it is not a manifest
   */
  static List<ManifestObject> parse(String manifest) {
    List<ManifestObject> objects = new ArrayList<>();
    for (String document : SEPARATOR.split(manifest)) {
      JsonNode content = read(document);
      if (content.isObject() && objects.size() < MAX_OBJECTS) {
        objects.add(of(content));
      }
    }
    return objects;
  }

  private static ManifestObject of(JsonNode content) {
    JsonNode meta = content.path("metadata");
    ManifestObject object =
        new ManifestObject(
            content.path("apiVersion").asString(""),
            content.path("kind").asString(""),
            Optional.of(meta.path("namespace").asString("")).filter(text -> !text.isEmpty()),
            meta.path("name").asString(""),
            content);
    if (object.apiVersion.isEmpty() || object.kind.isEmpty() || object.name.isEmpty()) {
      throw new IllegalArgumentException("an object of the manifest has no kind or name");
    }
    return object;
  }

  private static JsonNode read(String document) {
    try {
      // The YAML reader limits the size and the expansion of aliases.
      return Serialization.yamlMapper().readTree(document);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the manifest is not YAML", e);
    }
  }
}
