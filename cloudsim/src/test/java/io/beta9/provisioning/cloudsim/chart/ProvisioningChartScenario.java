package io.beta9.provisioning.cloudsim.chart;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders the chart of the service. */
abstract class ProvisioningChartScenario {
  static final Map<String, ?> MONITORED =
      Map.of(
          "/monitoring/monitors/enabled", true,
          "/monitoring/rules/enabled", true,
          "/monitoring/rules/runbookUrl", "https://wiki.example.com/runbook",
          "/monitoring/dashboards/enabled", true);

  static ObjectNode settings(Map<String, ?> changes) {
    return RenderedChart.with(changes).all("ConfigMap").getFirst();
  }

  static RenderedChart example() {
    return RenderedChart.with(Map.of());
  }

  static String name(JsonNode object) {
    return object.at("/metadata/name").asString();
  }

  static Map<String, String> annotations(JsonNode object) {
    Map<String, String> annotations = new HashMap<>();
    object
        .at("/metadata/annotations")
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asString()));
    return annotations;
  }

  static JsonNode podSpec(RenderedChart chart, String deployment) {
    return chart.get("Deployment", deployment).at("/spec/template/spec");
  }

  /** Returns the variables of a container; the value is empty if it comes from elsewhere. */
  static Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new HashMap<>();
    container
        .path("env")
        .forEach(
            variable ->
                environment.put(
                    variable.path("name").asString(), variable.path("value").asString("")));
    return environment;
  }

  static JsonNode item(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(item -> item.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
