package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Tests the chart of the service, rendered by the real Helm. */
class ProvisioningChartTest extends ProvisioningChartScenario {
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @ValueSource(strings = {"provisioning-api", "provisioning-worker"})
  void labels_deployments_and_pods_with_the_names_that_the_runbook_uses(String name) {
    ObjectNode deployment = example().get("Deployment", name);

    assertThat(deployment.at("/metadata/namespace").asString()).isEqualTo("beta9-provisioning");
    assertThat(deployment.at("/metadata/labels/app").asString()).isEqualTo(name);
    assertThat(deployment.at("/spec/selector/matchLabels").toString())
        .isEqualTo("{\"app\":\"%s\"}".formatted(name));
    assertThat(deployment.at("/spec/template/metadata/labels/app").asString()).isEqualTo(name);
  }

  @Test
  void keeps_the_settings_of_earlier_revisions_under_a_name_with_a_hash() {
    ObjectNode before = settings(Map.of());
    ObjectNode same = settings(Map.of("/api/replicas", 7));
    ObjectNode after = settings(Map.of("/settings", Map.of("DATABASE_POOL_SIZE", 20)));

    assertThat(name(before)).matches("provisioning-config-[0-9a-f]{10}").isEqualTo(name(same));
    assertThat(name(after)).isNotEqualTo(name(before));
    assertThat(after.at("/data/DATABASE_POOL_SIZE").asString()).isEqualTo("20");
    assertThat(before.path("immutable").asBoolean()).isTrue();
  }

  @Test
  void refers_to_the_settings_from_both_deployments() {
    RenderedChart chart = example();
    String settings = name(settings(Map.of()));

    assertThat(chart.all("Deployment"))
        .hasSize(2)
        .allSatisfy(
            deployment ->
                assertThat(
                        deployment
                            .at("/spec/template/spec/containers/0/envFrom/0/configMapRef/name")
                            .asString())
                    .isEqualTo(settings));
  }

  @Test
  void renders_large_integers_of_settings_without_an_exponent() {
    assertThat(
            settings(Map.of("/settings", Map.of("STUCK_AFTER_SECONDS", 12345678, "A", true)))
                .path("data")
                .toString())
        .contains("\"STUCK_AFTER_SECONDS\":\"12345678\"", "\"A\":\"true\"");
  }

  @Test
  void mounts_secret_settings_as_files_and_passes_none_in_the_environment() {
    Map<String, Object> changes =
        Map.of(
            "/secrets/keys",
            List.of("DATABASE_URL", "DATABASE_READ_URL", "REDIS_URL", "DATABASE_CA"));
    RenderedChart chart = RenderedChart.with(changes);
    assertThat(environment(chart.all("Job").getFirst().at("/spec/template/spec/containers/0")))
        .containsEntry("DATABASE_CA_FILE", "/etc/provisioning/secrets/DATABASE_CA")
        .doesNotContainKey("REDIS_URL_FILE");

    for (String name : List.of("provisioning-api", "provisioning-worker")) {
      JsonNode spec = chart.get("Deployment", name).at("/spec/template/spec");
      JsonNode container = spec.at("/containers/0");
      for (String key : List.of("DATABASE_URL", "DATABASE_READ_URL", "REDIS_URL", "DATABASE_CA")) {
        assertThat(environment(container))
            .containsEntry(key + "_FILE", "/etc/provisioning/secrets/" + key)
            .doesNotContainKey(key);
      }
      JsonNode secret = item(spec.path("volumes"), "secrets").path("secret");
      assertThat(secret.path("secretName").asString()).isEqualTo("provisioning-secrets");
      assertThat(secret.path("defaultMode").asInt()).isEqualTo(0440);
      assertThat(item(container.path("volumeMounts"), "secrets").toString())
          .contains("\"/etc/provisioning/secrets\"", "\"readOnly\":true");
    }
    assertThat(chart.all("Secret")).isEmpty();
  }

  @Test
  void mounts_the_secret_of_the_console_for_the_api_only() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/secrets/keys",
                List.of("DATABASE_URL", "REDIS_URL", "CONSOLE_OIDC_CLIENT_SECRET")));

    assertThat(environment(container(chart, "provisioning-api")))
        .containsEntry(
            "CONSOLE_OIDC_CLIENT_SECRET_FILE",
            "/etc/provisioning/secrets/CONSOLE_OIDC_CLIENT_SECRET");
    assertThat(environment(container(chart, "provisioning-worker")))
        .doesNotContainKey("CONSOLE_OIDC_CLIENT_SECRET_FILE");
  }

  private static JsonNode container(RenderedChart chart, String deployment) {
    return chart.get("Deployment", deployment).at("/spec/template/spec/containers/0");
  }

  @Test
  void accepts_paths_that_are_not_secret_as_settings() {
    assertThat(
            settings(
                    Map.of(
                        "/settings",
                        Map.of(
                            "AUDIT_HEADS_FILE", "/heads", "TERRAFORM_PROVIDER_LOCK_FILE", "/lock")))
                .path("data")
                .toString())
        .contains("\"AUDIT_HEADS_FILE\":\"/heads\"", "\"TERRAFORM_PROVIDER_LOCK_FILE\":\"/lock\"");
  }

  @Test
  void creates_the_secret_from_given_values_only() {
    RenderedChart chart =
        RenderedChart.with(Map.of("/secrets/existing", "", "/secrets/values", secretValues()));

    assertThat(chart.all("Secret"))
        .extracting(ProvisioningChartTest::name)
        .containsExactlyInAnyOrder("provisioning-secrets", "provisioning-migrate");
    assertThat(chart.get("Secret", "provisioning-migrate").path("stringData").propertyNames())
        .containsExactly("DATABASE_URL");
    assertThat(withoutSecrets(chart)).doesNotContain("hunter2");
  }

  @Test
  void contains_no_function_that_generates_or_looks_up_values() throws IOException {
    try (var templates = Files.list(RenderedChart.CHART.resolve("templates"))) {
      for (Path template : templates.toList()) {
        assertThat(Files.readString(template))
            .as(template.toString())
            .doesNotContainPattern(
                "\\b(rand\\w*|gen[A-Z]\\w*|lookup|uuidv4|now|derivePassword)\\b(?!\\(\\))");
      }
    }
  }

  @Test
  void migrates_in_a_job_that_uses_none_of_the_other_objects() {
    RenderedChart chart =
        RenderedChart.with(Map.of("/secrets/existing", "", "/secrets/values", secretValues()));
    JsonNode pod = chart.get("Job", "provisioning-migrate").at("/spec/template/spec");

    assertThat(pod.path("serviceAccountName").asString()).isEqualTo("provisioning-migrate");
    assertThat(item(pod.path("volumes"), "secrets").at("/secret/secretName").asString())
        .isEqualTo("provisioning-migrate");
    assertThat(pod.toString()).doesNotContain("configMap").doesNotContain("provisioning-secrets");
    assertThat(environment(pod.at("/containers/0")).keySet()).containsExactly("DATABASE_URL_FILE");
    assertThat(pod.at("/containers/0/command").toString())
        .startsWith("[\"provisioner\",\"db\",\"migrate\"");
  }

  @Test
  void migrates_on_the_nodes_of_the_api() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/api/nodeSelector", Map.of("pool", "provisioning"),
                "/api/tolerations", List.of(Map.of("key", "dedicated"))));
    JsonNode pod = chart.get("Job", "provisioning-migrate").at("/spec/template/spec");

    assertThat(pod.at("/nodeSelector/pool").asString()).isEqualTo("provisioning");
    assertThat(pod.at("/tolerations/0/key").asString()).isEqualTo("dedicated");
  }

  @Test
  void uses_no_object_both_as_a_hook_and_as_a_part_of_the_release() {
    RenderedChart release = RenderedChart.with(Map.of("/hooks", true));
    Set<String> ordinary = names(release);
    Set<String> hooks = new HashSet<>(names(example()));
    hooks.removeAll(ordinary);

    assertThat(hooks)
        .containsExactlyInAnyOrder(
            "ConfigMap " + name(settings(Map.of())),
            "ServiceAccount provisioning-migrate",
            "NetworkPolicy provisioning-migrate",
            "Job provisioning-migrate");
    assertThat(ordinary).isSubsetOf(names(example()));
  }

  @Test
  void annotates_service_accounts_with_their_iam_roles() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/api/serviceAccount/roleArn", "arn:aws:iam::123456789012:role/api",
                "/worker/serviceAccount/roleArn", "arn:aws:iam::123456789012:role/worker",
                "/worker/serviceAccount/annotations", Map.of("a", "b")));

    assertThat(annotations(chart.get("ServiceAccount", "provisioning-api")))
        .isEqualTo(Map.of("eks.amazonaws.com/role-arn", "arn:aws:iam::123456789012:role/api"));
    assertThat(annotations(chart.get("ServiceAccount", "provisioning-worker")))
        .isEqualTo(
            Map.of(
                "a", "b", "eks.amazonaws.com/role-arn", "arn:aws:iam::123456789012:role/worker"));
  }

  @Test
  void lets_workers_get_pods_of_their_namespace_and_nothing_else() {
    RenderedChart chart = example();

    assertThat(chart.all("Role")).hasSize(1);
    assertThat(chart.all("ClusterRole")).isEmpty();
    assertThat(chart.get("Role", "provisioning-worker").path("rules").toString())
        .isEqualTo("[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]");
    assertThat(chart.all("RoleBinding"))
        .hasSize(1)
        .allSatisfy(
            binding ->
                assertThat(binding.path("subjects").toString())
                    .isEqualTo(
                        "[{\"kind\":\"ServiceAccount\",\"name\":\"provisioning-worker\",\"namespace\":\"beta9-provisioning\"}]"));
    assertThat(
            podSpec(chart, "provisioning-api").path("automountServiceAccountToken").asBoolean(true))
        .isFalse();
  }

  @Test
  void names_the_scrape_jobs_after_the_deployments() {
    RenderedChart chart = RenderedChart.with(MONITORED);
    JsonNode service = chart.get("ServiceMonitor", "provisioning-api").path("spec");
    JsonNode pods = chart.get("PodMonitor", "provisioning-worker").path("spec");

    // The job is the value of this label of the Service or the pod.
    assertThat(service.path("jobLabel").asString()).isEqualTo("app");
    assertThat(chart.get("Service", "provisioning-api").at("/metadata/labels/app").asString())
        .isEqualTo("provisioning-api");
    assertThat(pods.path("jobLabel").asString()).isEqualTo("app");
    assertThat(service.at("/endpoints/0/port").asString())
        .isEqualTo(chart.get("Service", "provisioning-api").at("/spec/ports/0/name").asString());
    assertThat(pods.at("/podMetricsEndpoints/0/port").asString())
        .isEqualTo(
            podSpec(chart, "provisioning-worker").at("/containers/0/ports/0/name").asString());
  }

  @Test
  void contains_the_alerts_and_dashboards_of_the_monitoring_directory() throws IOException {
    RenderedChart chart = RenderedChart.with(MONITORED);
    Path monitoring = Path.of("../deploy/monitoring");
    JsonNode alerts =
        YAML.readTree(
            Files.readString(monitoring.resolve("alerts.yaml"))
                .replace(
                    "https://provisioning.beta9.example.com/docs/runbook.md",
                    "https://wiki.example.com/runbook"));

    assertThat(chart.get("PrometheusRule", "provisioning").path("spec")).isEqualTo(alerts);
    assertThat(chart.text()).doesNotContain("beta9.example.com");
    try (var dashboards = Files.list(monitoring.resolve("dashboards"))) {
      for (Path file : dashboards.toList()) {
        String base = file.getFileName().toString();
        ObjectNode map =
            chart.get("ConfigMap", "provisioning-dashboard-" + base.replace(".json", ""));
        assertThat(map.path("data").path(base).asString()).isEqualTo(Files.readString(file));
        assertThat(map.at("/metadata/labels/grafana_dashboard").asString()).isEqualTo("1");
      }
    }
  }

  @Test
  void dashboards_let_the_reader_choose_the_data_source() throws IOException {
    try (var dashboards = Files.list(Path.of("../deploy/monitoring/dashboards"))) {
      assertThat(dashboards.toList())
          .isNotEmpty()
          .allSatisfy(
              file -> {
                JsonNode dashboard = YAML.readTree(read(file));
                assertThat(dashboard.has("__inputs")).isFalse();
                assertThat(dashboard.toString()).doesNotContain("${DS_");
                assertThat(dashboard.at("/templating/list").toString()).contains("\"datasource\"");
              });
    }
  }

  @Test
  void the_fluent_bit_example_keeps_logs_for_thirty_days_in_the_group_of_the_runbook() {
    String outputs =
        YAML.readTree(read(RenderedChart.CHART.resolve("examples/fluent-bit-values.yaml")))
            .at("/config/outputs")
            .asString();

    assertThat(outputs)
        .containsPattern("log_group_name +/beta9/provisioning\\n")
        .containsPattern("log_retention_days +30\\n")
        .containsPattern("auto_create_group +true\\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/worker/concurrency | 0 | at '/worker/concurrency': minimum: got 0, want 1",
        "/worker/unknown | 1 | at '/worker': additional properties 'unknown' not allowed",
        "/autoscaling/worker/minReplicas | 0 | at '/autoscaling/worker/minReplicas': minimum: got"
            + " 0, want 1",
        "/autoscaling/worker/mode | \"cpu\" | at '/autoscaling/worker/mode': value must be one of"
            + " 'keda-postgresql', 'keda-redis', 'hpa'",
        "/secrets/existing | \"\" | secrets.existing is required: the name of a Secret with the"
            + " keys DATABASE_URL and REDIS_URL",
        "/secrets/values | {\"DATABASE_URL\": \"x\"} | set either secrets.existing or"
            + " secrets.values, not both",
        "/secrets/keys | [\"DATABASE_URL\"] | at '/secrets/keys'",
        "/settings | {\"DATABASE_URL\": \"hunter2\"} | settings.DATABASE_URL is secret: use"
            + " secrets.existing or secrets.values",
        "/settings | {\"API_TOKEN_FILE\": \"x\"} | settings.API_TOKEN_FILE is secret",
        "/settings | {\"CONSOLE_OIDC_CLIENT_SECRET_FILE\": \"x\"} |"
            + " settings.CONSOLE_OIDC_CLIENT_SECRET_FILE is secret",
        "/settings | {\"MANAGEMENT_PORT\": 9090} | settings.MANAGEMENT_PORT is not supported",
        "/settings | {\"WORKDIR_LIMIT\": \"9GB\"} | settings.WORKDIR_LIMIT is set by the chart",
        "/settings | {\"WORKER_CONCURRENCY\": 4} | set worker.concurrency instead of"
            + " settings.WORKER_CONCURRENCY",
        "/settings | {\"LISTEN_PORT\": 1} | settings.LISTEN_PORT is set by the chart",
        "/settings | {\"TLS_CERT_FILE\": \"x\"} | set tls.secretName instead of"
            + " settings.TLS_CERT_FILE",
        "/settings | {\"ALLOW_PLAIN_HTTP\": true} | set tls.allowPlainHttp instead of"
            + " settings.ALLOW_PLAIN_HTTP",
        "/settings | {\"TRUSTED_PROXIES\": \"10.0.0.7\"} | set ingress.trustedProxies instead of"
            + " settings.TRUSTED_PROXIES",
        "/tls | {\"allowPlainHttp\": false} | tls.secretName is required: the name of a Secret of"
            + " type kubernetes.io/tls with which API and workers encrypt their ports (or set"
            + " tls.allowPlainHttp=true if API keys may cross the pod network unencrypted)",
        "/tls | {\"secretName\": \"pods\", \"allowPlainHttp\": true} | set either tls.secretName or"
            + " tls.allowPlainHttp, not both",
        "/tls | {\"allowPlainHttp\": \"yes\"} | at '/tls/allowPlainHttp'",
        "/ingress | {\"enabled\": true, \"host\": \"a.example.com\", \"certificate\": {\"enabled\":"
            + " false}} | ingress.trustedProxies is required: the addresses or CIDR ranges of the"
            + " ingress controller's pods, without which all clients share the limits of its"
            + " address",
        "/ingress/trustedProxies | [\"0.0.0.0/0\"] | at '/ingress/trustedProxies/0'",
        "/ingress/trustedProxies | [\"::/0\"] | at '/ingress/trustedProxies/0'",
        "/ingress/trustedProxies | [\"ingress.example.com\"] | at '/ingress/trustedProxies/0'",
        "/tls/secretName | \"Not_A_Name\" | at '/tls/secretName'",
        "/settings | {\"lower\": 1} | invalid propertyName 'lower'",
        "/networkPolicy/apiServer | {\"serviceIP\": \"\"} | networkPolicy.apiServer.serviceIP and"
            + " networkPolicy.apiServer.endpoints are required: 'kubectl get service kubernetes -n"
            + " default'",
        "/networkPolicy/apiServer | {\"serviceIP\": \"10.0.0.0/8\"} | at"
            + " '/networkPolicy/apiServer/serviceIP'",
        "/ingress/enabled | true | ingress.host is required: the host name of the API",
        "/ingress | {\"enabled\": true, \"host\": \"a.example.com\", \"trustedProxies\":"
            + " [\"10.0.0.7\"]} | ingress.certificate.issuer.name is required: the name of a"
            + " cert-manager issuer",
        "/autoscaling/worker | {\"enabled\": true, \"mode\": \"keda-redis\"} |"
            + " autoscaling.worker.redis.address is required",
        "/autoscaling/worker | {\"enabled\": true, \"minReplicas\": 11} |"
            + " autoscaling.worker.minReplicas must not be greater than"
            + " autoscaling.worker.maxReplicas",
        "/autoscaling/api | {\"enabled\": true, \"minReplicas\": 7} | autoscaling.api.minReplicas"
            + " must not be greater than autoscaling.api.maxReplicas",
        "/monitoring/rules | {\"enabled\": true} | monitoring.rules.runbookUrl is required",
        "/worker/serviceAccount/roleArn | \"worker\" | at '/worker/serviceAccount/roleArn'"
      })
  void rejects_invalid_values_with_a_message_that_names_them(
      String pointer, String value, String message) {
    assertThatThrownBy(() -> RenderedChart.with(Map.of(pointer, YAML.readTree(value))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("hunter2");
  }

  private static Map<String, String> secretValues() {
    return Map.of("DATABASE_URL", "postgresql://u:hunter2@db/x", "REDIS_URL", "redis://:hunter2@r");
  }

  private static String withoutSecrets(RenderedChart chart) {
    return chart.objects().stream()
        .filter(object -> !object.path("kind").asString().equals("Secret"))
        .map(ObjectNode::toString)
        .collect(Collectors.joining());
  }

  private static Set<String> names(RenderedChart chart) {
    return chart.objects().stream()
        .map(object -> object.path("kind").asString() + " " + name(object))
        .collect(Collectors.toSet());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
