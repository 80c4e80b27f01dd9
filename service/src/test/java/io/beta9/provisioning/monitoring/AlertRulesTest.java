package io.beta9.provisioning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The alerting rules, tested with {@code promtool}. */
class AlertRulesTest {
  private static final Path RULES = Path.of("../deploy/monitoring/alerts.yaml");
  private static final Path TESTS = Path.of("src/test/resources/monitoring/alerts-test.yaml");
  private static final Path RUNBOOK = Path.of("../docs/runbook.md");
  private static final String RUNBOOK_URL = "https://provisioning.beta9.example.com/docs/";

  private static final Pattern TESTED = Pattern.compile("alertname=\\\\?\"(\\w+)\\\\?\"");
  private static final Pattern METRIC = Pattern.compile("\\b([a-z][a-z0-9]*_\\w+)\\s*[{\\[)/<>=]");

  /** Alerts whose value is a rate or a quantile of rates, or an integer compared with zero. */
  private static final Set<String> WITHOUT_EXACT_BOUNDARY =
      Set.of(
          "ProvisioningApiLatencyHigh",
          "ProvisioningWorkerCpuAtLimit",
          "ProvisioningApiErrorBudgetFastBurn",
          "ProvisioningApiErrorBudgetSlowBurn",
          "ProvisioningMigrationPending");

  @TempDir private Path directory;

  private record Alert(String name, String expression, JsonNode definition) {}

  private static List<Alert> alerts() throws IOException {
    JsonNode groups = new YAMLMapper().readTree(Files.readString(RULES)).get("groups");
    return groups
        .valueStream()
        .flatMap(group -> group.get("rules").valueStream())
        .filter(rule -> rule.has("alert"))
        .map(rule -> new Alert(rule.get("alert").asString(), rule.get("expr").asString(), rule))
        .toList();
  }

  private static List<String> names() throws IOException {
    return alerts().stream().map(Alert::name).toList();
  }

  @Test
  void the_rules_are_valid() {
    PrometheusProgram.Output output =
        PrometheusProgram.promtool("check", "rules", "--lint-fatal", RULES.toString());

    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  @Test
  void alerts_fire_when_they_should_and_are_silent_otherwise() {
    PrometheusProgram.Output output = PrometheusProgram.promtool("test", "rules", TESTS.toString());

    assertThat(output.exitCode()).as(output.text()).isZero();
  }

  @Tag("slow")
  @Test
  void the_tests_detect_an_alert_that_never_fires() throws IOException {
    assertThat(alertsWhoseTestsFail(rules(alert -> "vector(1) > 2")))
        .containsExactlyInAnyOrderElementsOf(names());
  }

  @Tag("slow")
  @Test
  void the_tests_detect_an_alert_that_always_fires() throws IOException {
    assertThat(alertsWhoseTestsFail(rules(alert -> "vector(1)")))
        .containsExactlyInAnyOrderElementsOf(names());
  }

  @Tag("slow")
  @Test
  void the_tests_detect_a_threshold_that_includes_its_boundary() throws IOException {
    Map<String, String> inclusive = new TreeMap<>();
    for (Alert alert : alerts()) {
      String changed = alert.expression().replaceAll("([<>]) (?=\\d)", "$1= ");
      if (!changed.equals(alert.expression()) && !WITHOUT_EXACT_BOUNDARY.contains(alert.name())) {
        inclusive.put(alert.name(), changed);
      }
    }
    assertThat(inclusive).hasSizeGreaterThanOrEqualTo(6);

    assertThat(
            alertsWhoseTestsFail(
                rules(alert -> inclusive.getOrDefault(alert.name(), alert.expression()))))
        .containsExactlyInAnyOrderElementsOf(inclusive.keySet());
  }

  private interface Change {
    String expression(Alert alert);
  }

  /** Returns the rules with changed expressions. */
  private static String rules(Change change) throws IOException {
    JsonNode document = new YAMLMapper().readTree(Files.readString(RULES));
    for (Alert alert : alerts()) {
      document
          .get("groups")
          .valueStream()
          .flatMap(group -> group.get("rules").valueStream())
          .filter(rule -> rule.path("alert").asString("").equals(alert.name()))
          .forEach(rule -> ((ObjectNode) rule).put("expr", change.expression(alert)));
    }
    return new YAMLMapper().writeValueAsString(document);
  }

  private Set<String> alertsWhoseTestsFail(String rules) throws IOException {
    Path changed = Files.writeString(directory.resolve("alerts.yaml"), rules);
    Path tests =
        Files.writeString(
            directory.resolve("alerts-test.yaml"),
            Files.readString(TESTS)
                .replace("../../../../../deploy/monitoring/alerts.yaml", changed.toString()));
    PrometheusProgram.Output output = PrometheusProgram.promtool("test", "rules", tests.toString());
    return TESTED
        .matcher(output.text())
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_alert_states_severity_summary_and_a_section_of_the_runbook() throws IOException {
    Set<String> anchors = anchors();

    assertThat(alerts()).hasSizeGreaterThanOrEqualTo(13);
    for (Alert alert : alerts()) {
      JsonNode definition = alert.definition();
      assertThat(definition.at("/labels/severity").asString("")).isIn("critical", "warning");
      assertThat(definition.at("/annotations/summary").asString("")).isNotBlank();
      String url = definition.at("/annotations/runbook_url").asString("");
      assertThat(url).as(alert.name()).startsWith(RUNBOOK_URL + "runbook.md#");
      assertThat(anchors).as(alert.name()).contains(url.substring(url.indexOf('#') + 1));
    }
  }

  /** Returns the anchors of the headings, as GitHub and GitLab derive them. */
  private static Set<String> anchors() throws IOException {
    return Files.readAllLines(RUNBOOK).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void the_conditions_of_the_original_runbook_have_the_severity_that_it_names() throws IOException {
    Map<String, String> severities =
        alerts().stream()
            .collect(
                Collectors.toMap(
                    Alert::name, alert -> alert.definition().at("/labels/severity").asString()));

    assertThat(severities)
        .containsEntry("ProvisioningApiDown", "critical")
        .containsEntry("ProvisioningWorkerDown", "critical")
        .containsEntry("ProvisioningDatabaseUnreachable", "critical")
        .containsEntry("ProvisioningFailures", "critical")
        .containsEntry("ProvisioningApiLatencyHigh", "warning")
        .containsEntry("ProvisioningQueueBacklog", "warning")
        .containsEntry("ProvisioningEnvironmentStuck", "warning")
        .containsEntry("ProvisioningWorkerMemoryAtLimit", "warning")
        .containsEntry("ProvisioningWorkerCpuAtLimit", "warning");
  }

  @Test
  void alerts_use_only_metrics_that_the_service_publishes() throws IOException {
    String page = Files.readString(Path.of("../docs/monitoring.md"));

    for (Alert alert : alerts()) {
      List<String> metrics =
          METRIC
              .matcher(alert.expression())
              .results()
              .map(match -> match.group(1).replaceFirst("_bucket$", ""))
              .filter(name -> !name.equals("histogram_quantile"))
              .toList();
      assertThat(Stream.concat(metrics.stream(), Stream.of("up")).toList()).isNotEmpty();
      assertThat(metrics)
          .as(alert.name())
          .allSatisfy(metric -> assertThat(page).contains("| `" + metric + "` |"));
    }
  }
}
