package io.beta9.provisioning.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.metrics.Exposition.Format;
import io.beta9.provisioning.metrics.Exposition.Sample;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.terraform.process.RunKind;
import io.beta9.provisioning.testing.Servers;
import io.beta9.provisioning.worker.pipeline.WorkerTools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The metrics of an API and of a worker that have done nothing yet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedMetricsTest {
  private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
  private static final String HEADING = "## Metrics\n";
  private static final String COMMAND =
      "mvn -q -pl service -am test -Dtest=PublishedMetricsTest -Dmetrics.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";
  private static final Set<String> OWN_PREFIXES =
      Set.of("api_", "provisioning_", "database_", "cgroup_", "authentication_", "denied_");
  private static final Set<String> ALLOWED_LABELS =
      Set.of(
          "because",
          "class",
          "command",
          "dependency",
          "evidence",
          "exit_code",
          "kind",
          "le",
          "method",
          "outcome",
          "permission",
          "precondition",
          "reason",
          "region",
          "route",
          "served_by",
          "service",
          "state",
          "status",
          "step",
          "table",
          "within");

  @TempDir static Path workdir;

  private Service api;
  private Service worker;

  @BeforeAll
  void start() {
    String database = Servers.emptyDatabase();
    api = Service.start(settings(database), Set.of(ServiceRole.API));
    worker =
        Service.start(
            settings(database),
            Set.of(ServiceRole.WORKER),
            new WorkerTools(
                (stack, redactor, credentials) -> nothing(),
                (cluster, credentials, privateDirectory) -> nothing()));
  }

  private static Settings settings(String database) {
    return Settings.from(
        Map.of(
            "DATABASE_URL",
            database,
            // A URL of a primary as replica: the metrics of a replica exist.
            "DATABASE_READ_URL",
            database,
            "REDIS_URL",
            "redis://127.0.0.1:" + Servers.redisPort(),
            "LISTEN_PORT",
            "0",
            "WORKDIR_BASE",
            workdir.toString(),
            "WORKER_DRAIN_SECONDS",
            "0"));
  }

  private static <T> T nothing() {
    throw new AssertionError("there are no operations");
  }

  @AfterAll
  void stop() {
    worker.close();
    api.close();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void counts_environments_with_two_gauges_under_both_names(Format format) {
    Exposition metrics = Exposition.of(api, format);

    assertThat(metrics.types())
        .containsEntry("provisioning_environments", "gauge")
        .containsEntry("provisioning_environments_total", "gauge");
    for (EnvironmentStatus status : EnvironmentStatus.values()) {
      Map<String, String> labels = Map.of("status", status.code());
      assertThat(metrics.value("provisioning_environments", labels)).isZero();
      assertThat(metrics.value("provisioning_environments_total", labels)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void publishes_the_names_of_the_runbook_with_their_types(Format format) {
    Exposition apiMetrics = Exposition.of(api, format);
    Exposition workerMetrics = Exposition.of(worker, format);
    // OpenMetrics names a counter without the suffix of its samples.
    String suffix = format == Format.TEXT ? "_total" : "";

    assertThat(apiMetrics.types())
        .containsEntry("api_requests" + suffix, "counter")
        .containsEntry("api_request_duration_seconds", "histogram")
        .containsEntry("provisioning_queue_length", "gauge");
    assertThat(workerMetrics.types())
        .containsEntry("provisioning_duration_seconds", "histogram")
        .containsEntry("provisioning_step_duration_seconds", "histogram")
        .containsEntry("provisioning_terraform_memory_bytes", "histogram")
        .containsEntry("provisioning_errors" + suffix, "counter")
        .containsEntry("provisioning_operations" + suffix, "counter");
  }

  @Test
  void every_label_combination_of_a_worker_exists_at_zero() {
    Exposition metrics = Exposition.of(worker, Format.TEXT);

    for (OperationKind kind : OperationKind.values()) {
      assertZero(metrics, "provisioning_claims_total", Map.of("kind", kind.code()));
      assertZero(metrics, "provisioning_duration_seconds_count", Map.of("kind", kind.code()));
      assertZero(
          metrics,
          "provisioning_operations_total",
          Map.of("kind", kind.code(), "outcome", "succeeded", "class", "none"));
      assertZero(
          metrics,
          "provisioning_operations_total",
          Map.of("kind", kind.code(), "outcome", "cancelled", "class", "cancelled"));
      for (FailureClass failure : FailureClass.values()) {
        assertZero(
            metrics,
            "provisioning_operations_total",
            Map.of("kind", kind.code(), "outcome", "retried", "class", failure.code()));
        if (failure != FailureClass.CANCELLED) {
          assertZero(
              metrics,
              "provisioning_operations_total",
              Map.of("kind", kind.code(), "outcome", "failed", "class", failure.code()));
        }
      }
    }
    for (FailureClass failure : FailureClass.values()) {
      assertZero(metrics, "provisioning_errors_total", Map.of("class", failure.code()));
    }
    for (StepName step : StepName.values()) {
      assertZero(metrics, "provisioning_step_duration_seconds_count", Map.of("step", step.code()));
    }
    for (RunKind command : RunKind.values()) {
      assertZero(
          metrics,
          "provisioning_terraform_runs_total",
          Map.of("command", command.code(), "exit_code", "137"));
      assertZero(
          metrics, "provisioning_terraform_memory_bytes_count", Map.of("command", command.code()));
    }
    assertZero(metrics, "provisioning_takeovers_total", Map.of("evidence", "process-gone"));
    assertZero(metrics, "provisioning_adoptions_total", Map.of());
    assertZero(
        metrics, "provisioning_aws_calls_total", Map.of("service", "ec2", "outcome", "throttled"));
    assertZero(metrics, "provisioning_aws_throttles_total", Map.of("service", "other"));
  }

  @Test
  void every_route_exists_at_zero_before_its_first_request() {
    Exposition metrics = Exposition.of(api, Format.TEXT);

    for (String status : Set.of("200", "404", "500", "503")) {
      assertZero(
          metrics,
          "api_requests_total",
          Map.of("method", "POST", "route", "/api/v1/environments", "status", status));
      assertZero(
          metrics,
          "api_requests_total",
          Map.of("method", "GET", "route", "/api/v1/environments/{id}", "status", status));
    }
    assertZero(
        metrics,
        "api_request_duration_seconds_count",
        Map.of("method", "GET", "route", "/api/v1/environments/{id}"));
  }

  private static void assertZero(Exposition metrics, String name, Map<String, String> labels) {
    assertThat(metrics.value(name, labels)).as(name + labels).isZero();
  }

  @Test
  void counts_an_unknown_method_as_other() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String method : Set.of("BREW", "PROPFIND")) {
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + api.port() + "/api/v1/environments"))
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding());
      }
    }

    Exposition metrics = Exposition.of(api, Format.TEXT);

    assertThat(
            metrics.samples("api_requests_total", Map.of("method", "OTHER")).stream()
                .mapToDouble(Sample::value)
                .sum())
        .isEqualTo(2);
    assertThat(metrics.samples("api_requests_total", Map.of("method", "BREW"))).isEmpty();
  }

  @Test
  void labels_are_bounded() {
    for (Service service : Set.of(api, worker)) {
      Exposition metrics = Exposition.of(service, Format.TEXT);
      assertThat(metrics.samples())
          .filteredOn(sample -> isOwn(sample.name()))
          .allSatisfy(sample -> assertThat(sample.labels().keySet()).isSubsetOf(ALLOWED_LABELS))
          .noneSatisfy(
              sample ->
                  assertThat(sample.labels().values())
                      .anyMatch(value -> value.matches("(?:env|op|w|key)[_-][0-9a-f]{6,}.*")));
    }
  }

  @Test
  void both_roles_publish_dependencies_pool_schema_and_limits() {
    for (Service service : Set.of(api, worker)) {
      Exposition metrics = Exposition.of(service, Format.TEXT);
      assertThat(metrics.value("provisioning_dependency_up", Map.of("dependency", "database")))
          .isEqualTo(1);
      assertThat(metrics.value("provisioning_dependency_up", Map.of("dependency", "redis")))
          .isEqualTo(1);
      assertThat(metrics.value("database_pending_migrations", Map.of())).isZero();
      assertThat(metrics.value("cgroup_memory_limit_bytes", Map.of()))
          .isGreaterThan(metrics.value("cgroup_memory_working_set_bytes", Map.of()));
      assertThat(metrics.value("cgroup_cpu_limit_cores", Map.of())).isPositive();
      assertThat(metrics.value("cgroup_cpu_usage_seconds_total", Map.of())).isPositive();
      assertThat(metrics.samples("hikaricp_connections_active", Map.of("pool", "primary")))
          .hasSize(1);
    }
  }

  @Test
  void the_page_lists_every_metric() throws IOException {
    String page = Files.readString(PAGE);
    String text = page.substring(0, page.indexOf(HEADING) + HEADING.length());
    String expected =
        """
        %s
        This table is generated from running processes. To regenerate it:

            %s

        | metric | type | labels | published by | meaning |
        |---|---|---|---|---|
        %s
        """
            .formatted(text, COMMAND, table());
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE)
        .as("docs/monitoring.md is out of date; regenerate it with: " + COMMAND)
        .content()
        .isEqualTo(expected);
  }

  private String table() {
    Exposition apiMetrics = Exposition.of(api, Format.TEXT);
    Exposition workerMetrics = Exposition.of(worker, Format.TEXT);
    Map<String, String> types = new TreeMap<>(apiMetrics.types());
    types.putAll(workerMetrics.types());
    return types.keySet().stream()
        .filter(PublishedMetricsTest::isOwn)
        // Micrometer publishes the maximum of each histogram as a gauge of its own.
        .filter(name -> !name.endsWith("_max"))
        .map(
            name -> {
              String help = apiMetrics.help().getOrDefault(name, workerMetrics.help().get(name));
              assertThat(help).as("the description of " + name).isNotBlank();
              return "| `%s` | %s | %s | %s | %s |"
                  .formatted(
                      name,
                      types.get(name),
                      labels(name, apiMetrics, workerMetrics),
                      publishers(name, apiMetrics, workerMetrics),
                      help);
            })
        .collect(Collectors.joining("\n"));
  }

  private static String labels(String name, Exposition first, Exposition second) {
    Set<String> labels = new TreeSet<>();
    Stream.concat(first.samples().stream(), second.samples().stream())
        .filter(sample -> sample.name().equals(name) || sample.name().equals(name + "_count"))
        .forEach(sample -> labels.addAll(sample.labels().keySet()));
    return labels.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
  }

  private static String publishers(String name, Exposition apiMetrics, Exposition workerMetrics) {
    boolean byApi = apiMetrics.types().containsKey(name);
    boolean byWorker = workerMetrics.types().containsKey(name);
    return byApi && byWorker ? "both" : byApi ? "API" : "worker";
  }

  private static boolean isOwn(String name) {
    return OWN_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
