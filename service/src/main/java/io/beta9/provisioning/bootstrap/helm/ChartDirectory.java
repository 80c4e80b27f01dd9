package io.beta9.provisioning.bootstrap.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A chart on disk that can be compared with an installed one. */
record ChartDirectory(Path path) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  /**
   * Returns whether an installed chart, as recorded by Helm, equals this one: version, templates
   * and default values. A chart that cannot be compared counts as different.
   */
  boolean isSameAs(JsonNode installed) {
    JsonNode metadata = yaml("Chart.yaml");
    return Stream.of("name", "version", "appVersion")
            .allMatch(
                field ->
                    metadata.path(field).asString("").equals(text(installed, "metadata", field)))
        && yaml("values.yaml").equals(normalize(installed.path("values")))
        && templates().equals(templates(installed));
  }

  private static String text(JsonNode root, String section, String field) {
    return root.path(section).path(field).asString("");
  }

  private JsonNode yaml(String name) {
    Path file = path.resolve(name);
    return Files.isRegularFile(file) ? normalize(YAML.readTree(file)) : JSON.createObjectNode();
  }

  /** Converts through text, so that equal numbers compare equal however they were parsed. */
  private static JsonNode normalize(JsonNode node) {
    return JSON.readTree(node.isMissingNode() || node.isNull() ? "{}" : node.toString());
  }

  private Map<String, String> templates() {
    Map<String, String> found = new TreeMap<>();
    Path folder = path.resolve("templates");
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = path.relativize(file).toString().replace('\\', '/');
        // Helm ignores hidden files.
        if (!file.getFileName().toString().startsWith(".")) {
          found.put(name, Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the chart in " + path + " cannot be read", e);
    }
    return found;
  }

  private static Map<String, String> templates(JsonNode installed) {
    Map<String, String> found = new TreeMap<>();
    for (JsonNode template : installed.path("templates")) {
      found.put(template.path("name").asString(""), template.path("data").asString(""));
    }
    return found;
  }
}
