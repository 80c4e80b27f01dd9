package io.beta9.provisioning.cloudsim.chart;

import com.marcnuri.helm.Helm;
import io.beta9.provisioning.helmrunner.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The chart {@code provisioning}, rendered by the real Helm in this process.
 *
 * @param text the output of Helm
 */
record RenderedChart(String text, List<ObjectNode> objects) {
  static final Path CHART = Path.of("../deploy/charts/provisioning").toAbsolutePath().normalize();
  static final String NAMESPACE = "beta9-provisioning";

  private static final YAMLMapper YAML = new YAMLMapper();

  static {
    Main.loadHelm();
  }

  /**
   * Returns the values of the chart's example, with ordinary objects instead of hooks, and with
   * some values replaced by JSON pointer.
   */
  static ObjectNode exampleValues(Map<String, ?> changes) {
    ObjectNode values =
        (ObjectNode) YAML.readTree(CHART.resolve("ci/example-values.yaml").toFile());
    // Helm's template command omits hooks.
    values.put("hooks", false);
    changes.forEach((pointer, value) -> put(values, pointer, value));
    return values;
  }

  /** Renders the chart with {@link #exampleValues}. */
  static RenderedChart with(Map<String, ?> changes) {
    return of(exampleValues(changes));
  }

  /**
   * Renders the chart without hooks, which Helm omits.
   *
   * @throws IllegalStateException with Helm's error message if it does not accept the values
   */
  static RenderedChart of(ObjectNode values) {
    Path file = null;
    try {
      file = Files.writeString(Files.createTempFile("values", ".json"), values.toString());
      String text =
          new Helm(CHART)
              .template()
              .withName("provisioning")
              .withNamespace(NAMESPACE)
              .withKubeVersion("1.33.0")
              .withValuesFile(file)
              .call();
      return new RenderedChart(text, parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(file);
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses a stream of YAML documents. */
  static List<ObjectNode> parse(String text) {
    List<ObjectNode> objects = new ArrayList<>();
    for (String document : text.split("(?m)^---$", -1)) {
      if (YAML.readTree(document) instanceof ObjectNode object) {
        objects.add(object);
      }
    }
    return objects;
  }

  private static void put(ObjectNode values, String pointer, Object value) {
    int last = pointer.lastIndexOf('/');
    ObjectNode parent = last == 0 ? values : values.withObject(pointer.substring(0, last));
    parent.set(pointer.substring(last + 1), JsonMapper.shared().valueToTree(value));
  }

  List<ObjectNode> all(String kind) {
    return objects.stream().filter(object -> object.path("kind").asString().equals(kind)).toList();
  }

  ObjectNode get(String kind, String name) {
    return all(kind).stream()
        .filter(object -> object.at("/metadata/name").asString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /** Returns the pod templates of all Deployments and Jobs by the name of their object. */
  List<PodTemplate> podTemplates() {
    return objects.stream()
        .filter(object -> object.at("/spec/template/spec").isObject())
        .map(
            object ->
                new PodTemplate(
                    object.at("/metadata/name").asString(), object.at("/spec/template")))
        .toList();
  }

  record PodTemplate(String owner, JsonNode template) {
    JsonNode spec() {
      return template.path("spec");
    }

    JsonNode container() {
      return template.at("/spec/containers/0");
    }
  }
}
