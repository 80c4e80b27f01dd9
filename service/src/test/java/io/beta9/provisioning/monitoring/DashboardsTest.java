package io.beta9.provisioning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.monitoring.RunningPrometheus.QueryValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboards: their structure, and their queries in a Prometheus that scrapes the service. */
class DashboardsTest {
  private static final Path DIRECTORY = Path.of("../deploy/monitoring/dashboards");
  private static final Path RULES = Path.of("../deploy/monitoring/alerts.yaml");
  private static final String DATASOURCE = "${datasource}";

  @TempDir private Path directory;

  private record Panel(String dashboard, JsonNode json) {
    String title() {
      return json.get("title").asString();
    }

    List<String> expressions() {
      return json.path("targets").valueStream().map(one -> one.get("expr").asString()).toList();
    }

    /** Returns whether its metrics come from other programs than this service. */
    boolean needsOtherExporters() {
      return expressions().stream()
          .anyMatch(expression -> expression.matches("(?s).*\\b(kube|container)_.*"));
    }

    @Override
    public String toString() {
      return dashboard + ": " + title();
    }
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    for (Path file : files()) {
      read(file)
          .get("panels")
          .valueStream()
          .filter(panel -> !panel.get("type").asString().equals("row"))
          .forEach(panel -> panels.add(new Panel(file.getFileName().toString(), panel)));
    }
    return panels;
  }

  private static JsonNode read(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("files")
  void has_a_variable_for_its_data_source_and_no_inputs(Path file) throws IOException {
    JsonNode dashboard = read(file);

    assertThat(dashboard.has("__inputs")).isFalse();
    assertThat(Files.readString(file)).doesNotContain("${DS_");
    assertThat(dashboard.at("/templating/list").valueStream())
        .anySatisfy(
            variable -> {
              assertThat(variable.get("name").asString()).isEqualTo("datasource");
              assertThat(variable.get("type").asString()).isEqualTo("datasource");
              assertThat(variable.get("query").asString()).isEqualTo("prometheus");
            });
    assertThat(dashboard.findValues("datasource"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(source.get("uid").asString()).isEqualTo(DATASOURCE));
  }

  @ParameterizedTest
  @MethodSource("files")
  void panels_have_unique_ids_and_do_not_overlap(Path file) throws IOException {
    List<JsonNode> panels = read(file).get("panels").valueStream().toList();
    boolean[][] taken = new boolean[24][200];

    assertThat(panels.stream().map(panel -> panel.get("id").asInt())).doesNotHaveDuplicates();
    for (JsonNode panel : panels) {
      JsonNode position = panel.get("gridPos");
      for (int x = 0; x < position.get("w").asInt(); x++) {
        for (int y = 0; y < position.get("h").asInt(); y++) {
          int column = position.get("x").asInt() + x;
          int line = position.get("y").asInt() + y;
          assertThat(taken[column][line]).as(panel.get("title").asString()).isFalse();
          taken[column][line] = true;
        }
      }
    }
  }

  @Test
  void show_the_figures_of_the_original_runbook() throws IOException {
    Map<String, String> types =
        panels().stream()
            .collect(
                Collectors.toMap(Panel::toString, panel -> panel.json().get("type").asString()));

    assertThat(types)
        .containsEntry("provisioning-overview.json: Environments by status", "piechart")
        .containsEntry("provisioning-overview.json: Provisioning success rate", "gauge")
        .containsEntry("provisioning-overview.json: Average provisioning time", "gauge")
        .containsEntry("provisioning-overview.json: Queue length", "timeseries")
        .containsEntry("provisioning-overview.json: Time by step, p95", "timeseries")
        .containsEntry("provisioning-overview.json: Failures by class", "timeseries")
        .containsEntry("api-performance.json: Request rate", "stat")
        .containsEntry("api-performance.json: Error rate", "stat")
        .containsEntry("api-performance.json: Latency", "timeseries")
        .containsEntry("api-performance.json: Active connections", "stat");
    assertThat(
            panels().stream()
                .filter(panel -> panel.title().equals("Latency"))
                .flatMap(panel -> panel.expressions().stream()))
        .anyMatch(expression -> expression.contains("histogram_quantile(0.5,"))
        .anyMatch(expression -> expression.contains("histogram_quantile(0.95,"))
        .anyMatch(expression -> expression.contains("histogram_quantile(0.99,"));
  }

  @Test
  void panels_that_need_other_exporters_name_them() throws IOException {
    assertThat(panels())
        .filteredOn(Panel::needsOtherExporters)
        .isNotEmpty()
        .allSatisfy(
            panel ->
                assertThat(panel.title())
                    .containsPattern("requires (kube-state-metrics|cAdvisor)"));
  }

  @Test
  void every_query_has_a_result_in_a_prometheus_that_scraped_api_and_worker() throws Exception {
    PrometheusProgram.find("prometheus");
    try (MonitoredInstallation installation =
            new MonitoredInstallation(directory.resolve("installation"));
        RunningPrometheus prometheus =
            new RunningPrometheus(
                directory.resolve("prometheus"),
                RULES,
                Map.of(
                    "provisioning-api", installation.apiPort(),
                    "provisioning-worker", installation.workerPort()))) {
      prometheus.awaitScrapes(2, 2);
      installation.work();
      prometheus.awaitScrapes(3, 2);

      List<String> empty = new ArrayList<>();
      for (Panel panel : panels()) {
        for (String expression : panel.expressions()) {
          List<QueryValue> values = prometheus.query(withoutVariables(expression));
          if (!panel.needsOtherExporters()
              && values.stream().allMatch(one -> Double.isNaN(one.value()))) {
            empty.add(panel + ": " + expression + " " + values);
          }
        }
      }
      assertThat(empty).as("queries without a value").isEmpty();
      assertValues(prometheus);
    }
  }

  /** Spot checks that the queries return what happened. */
  private static void assertValues(RunningPrometheus prometheus) throws Exception {
    assertThat(prometheus.query("up{job=\"provisioning-api\"}"))
        .singleElement()
        .extracting(QueryValue::value)
        .isEqualTo(1.0);
    for (String name : List.of("provisioning_environments", "provisioning_environments_total")) {
      assertThat(prometheus.query("max by (status) (" + name + ") > 0"))
          .containsExactlyInAnyOrder(
              new QueryValue(Map.of("status", "ready"), 1),
              new QueryValue(Map.of("status", "failed"), 1));
    }
    assertThat(
            prometheus.query(
                "sum by (outcome) (provisioning_operations_total{kind=\"provision\"})"))
        .contains(
            new QueryValue(Map.of("outcome", "succeeded"), 1),
            new QueryValue(Map.of("outcome", "failed"), 1));
    assertThat(prometheus.query("provisioning_failed_last_hour{kind=\"provision\"}"))
        .singleElement()
        .extracting(QueryValue::value)
        .isEqualTo(1.0);
    assertThat(prometheus.query("max(provisioning_workers{state=\"running\"})"))
        .singleElement()
        .extracting(QueryValue::value)
        .isEqualTo(1.0);
    assertThat(prometheus.query("max(database_replica_fresh)"))
        .singleElement()
        .extracting(QueryValue::value)
        .isEqualTo(1.0);
    assertThat(prometheus.firingAlerts()).isEmpty();
  }

  private static String withoutVariables(String expression) {
    return expression.replace("$__rate_interval", "2m").replace("$__range", "10m");
  }
}
