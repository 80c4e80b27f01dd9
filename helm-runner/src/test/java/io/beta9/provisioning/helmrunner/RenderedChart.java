package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A chart rendered with its example values, some of them modified. */
record RenderedChart(List<JsonNode> objects) {
  private static final YAMLMapper YAML = new YAMLMapper();

  static {
    // Rendering in this process avoids loading the library, which takes a second, for every chart.
    Main.loadHelm();
  }

  /**
   * Renders a chart.
   *
   * @param changes modified values by JSON pointer
   */
  static RenderedChart of(Path folder, String name, Map<String, ?> changes)
      throws IOException, InvalidRequestException {
    Response response = render(folder, name, changes);
    assertThat(response).isInstanceOf(Response.Manifest.class);
    List<JsonNode> objects = new ArrayList<>();
    for (String document : ((Response.Manifest) response).manifest().split("(?m)^---$", -1)) {
      JsonNode object = YAML.readTree(document);
      if (object.isObject()) {
        objects.add(object);
      }
    }
    return new RenderedChart(objects);
  }

  /** Returns Helm's error message for invalid values. */
  static String validationError(Path folder, String name, Map<String, ?> changes)
      throws IOException, InvalidRequestException {
    Response response = render(folder, name, changes);
    assertThat(response).isInstanceOf(Response.Failed.class);
    Response.Failed failed = (Response.Failed) response;
    assertThat(failed.kind()).isEqualTo(ErrorKind.CHART);
    return failed.error();
  }

  private static Response render(Path folder, String name, Map<String, ?> changes)
      throws IOException, InvalidRequestException {
    Path chart = Path.of("../deploy/charts", name).toAbsolutePath().normalize();
    ObjectNode values =
        (ObjectNode) YAML.readTree(chart.resolve("ci/example-values.yaml").toFile());
    changes.forEach((path, value) -> put(values, path, value));
    ObjectNode request = JsonMapper.shared().createObjectNode();
    request.put("action", "template");
    request.put("release", name);
    request.put("namespace", name.equals("beta9") ? "beta9-system" : "kube-system");
    request.put("chart", chart.toString());
    request.put(
        "values_file",
        Files.writeString(folder.resolve("values.json"), values.toString()).toString());
    request.put("kube_version", "1.33.0");
    Path file = Files.writeString(folder.resolve("request.json"), request.toString());
    return new HelmInvocation(Request.read(file)).run();
  }

  private static void put(ObjectNode values, String path, Object value) {
    int last = path.lastIndexOf('/');
    ObjectNode parent = last == 0 ? values : values.withObject(path.substring(0, last));
    parent.set(path.substring(last + 1), JsonMapper.shared().valueToTree(value));
  }

  Optional<JsonNode> find(String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").stringValue().equals(kind))
        .filter(object -> object.at("/metadata/name").stringValue().equals(name))
        .findFirst();
  }

  JsonNode get(String kind, String name) {
    return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  List<JsonNode> all(String kind) {
    return objects.stream()
        .filter(object -> object.path("kind").stringValue().equals(kind))
        .toList();
  }

  /** Returns the JSON text of all objects except Secrets. */
  String withoutSecrets() {
    StringBuilder text = new StringBuilder();
    objects.stream()
        .filter(object -> !object.path("kind").stringValue().equals("Secret"))
        .forEach(text::append);
    return text.toString();
  }

  /** Returns the configuration of Beta9. */
  JsonNode configuration() {
    return YAML.readTree(get("Secret", "beta9-config").at("/stringData/config.yaml").stringValue());
  }
}
