package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Tests the chart of the service, rendered by the real Helm. */
class ProvisioningChartTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final Map<String, ?> KEDA = Map.of("/autoscaling/worker/enabled", true);
  private static final Map<String, ?> PLAIN =
      Map.of("/tls/secretName", "", "/tls/allowPlainHttp", true);
  private static final Map<String, ?> ENCRYPTED =
      Map.of("/tls/secretName", "pods", "/tls/allowPlainHttp", false);
  private static final Map<String, ?> MONITORED =
      Map.of(
          "/monitoring/monitors/enabled", true,
          "/monitoring/rules/enabled", true,
          "/monitoring/rules/runbookUrl", "https://wiki.example.com/runbook",
          "/monitoring/dashboards/enabled", true);

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
  void uses_no_object_both_as_a_hook_and_as_a_part_of_the_release() {
    RenderedChart release = RenderedChart.with(Map.of("/hooks", true));
    Set<String> ordinary = names(release);
    Set<String> hooks = new HashSet<>(names(example()));
    hooks.removeAll(ordinary);

    assertThat(hooks)
        .containsExactlyInAnyOrder(
            "ConfigMap " + name(settings(Map.of())),
            "ServiceAccount provisioning-migrate",
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
  void lets_workers_set_the_deletion_cost_of_their_own_pod_with_autoscaling_only() {
    RenderedChart chart = RenderedChart.with(KEDA);

    assertThat(chart.get("Role", "provisioning-worker-deletion-cost").path("rules").toString())
        .isEqualTo("[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"patch\"]}]");
    JsonNode policy =
        chart
            .get("ValidatingAdmissionPolicy", "beta9-provisioning-worker-deletion-cost")
            .path("spec");
    assertThat(policy.path("failurePolicy").asString()).isEqualTo("Fail");
    assertThat(policy.at("/matchConditions/0/expression").asString())
        .contains("system:serviceaccount:beta9-provisioning:provisioning-worker");
    assertThat(policy.path("validations").toString()).contains(COST, "pod-name", "object.spec");
    assertThat(
            chart
                .get("ValidatingAdmissionPolicyBinding", "beta9-provisioning-worker-deletion-cost")
                .at("/spec/validationActions")
                .toString())
        .isEqualTo("[\"Deny\"]");
    assertThat(environment(podSpec(chart, "provisioning-worker").at("/containers/0")))
        .containsEntry("POD_DELETION_COST", "operations");
    assertThat(environment(podSpec(example(), "provisioning-worker").at("/containers/0")))
        .doesNotContainKey("POD_DELETION_COST");
    assertThat(example().all("ValidatingAdmissionPolicy")).isEmpty();
  }

  @Test
  void leaves_the_number_of_pods_to_the_autoscaler() {
    assertThat(example().all("HorizontalPodAutoscaler")).isEmpty();
    assertThat(example().all("ScaledObject")).isEmpty();
    assertThat(example().get("Deployment", "provisioning-worker").at("/spec/replicas").asInt())
        .isEqualTo(2);
    RenderedChart scaled =
        RenderedChart.with(
            Map.of("/autoscaling/worker/enabled", true, "/autoscaling/api/enabled", true));
    assertThat(scaled.all("Deployment"))
        .allSatisfy(one -> assertThat(one.at("/spec").has("replicas")).isFalse());
    assertThat(scaled.all("HorizontalPodAutoscaler"))
        .extracting(ProvisioningChartTest::name)
        .containsExactly("provisioning-api");
  }

  @Test
  void leaves_the_number_of_pods_to_kubectl_if_replicas_is_null() {
    Map<String, Object> changes = new HashMap<>();
    changes.put("/worker/replicas", null);

    ObjectNode worker = RenderedChart.with(changes).get("Deployment", "provisioning-worker");

    assertThat(worker.path("spec").has("replicas")).isFalse();
  }

  @Test
  void scales_workers_with_one_trigger_on_waiting_and_running_operations() {
    JsonNode spec =
        RenderedChart.with(KEDA).get("ScaledObject", "provisioning-worker").path("spec");

    assertThat(spec.path("triggers")).hasSize(1);
    JsonNode trigger = spec.at("/triggers/0");
    assertThat(trigger.path("type").asString()).isEqualTo("postgresql");
    assertThat(trigger.at("/metadata/query").asString())
        .contains("'waiting'", "'running'", "/ 2.0");
    assertThat(trigger.at("/metadata/targetQueryValue").asString()).isEqualTo("1");
    // KEDA applies its fallback to this type of metric only.
    assertThat(trigger.path("metricType").asString()).isEqualTo("AverageValue");
    assertThat(spec.path("fallback").toString())
        .isEqualTo(
            "{\"failureThreshold\":3,\"replicas\":2,\"behavior\":\"currentReplicasIfHigher\"}");
    assertThat(spec.path("minReplicaCount").asInt()).isEqualTo(2);
    JsonNode scaleDown = spec.at("/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown");
    assertThat(scaleDown.path("stabilizationWindowSeconds").asInt()).isEqualTo(900);
    assertThat(scaleDown.path("policies").toString())
        .isEqualTo("[{\"type\":\"Pods\",\"value\":1,\"periodSeconds\":300}]");
  }

  @Test
  void authenticates_the_trigger_from_a_secret_and_not_from_the_environment() {
    RenderedChart postgresql = RenderedChart.with(KEDA);
    RenderedChart redis =
        RenderedChart.with(
            Map.of(
                "/autoscaling/worker/enabled", true,
                "/autoscaling/worker/mode", "keda-redis",
                "/autoscaling/worker/redis/address", "redis.example.com:6379",
                "/autoscaling/worker/redis/secret", "keda-redis",
                "/autoscaling/worker/redis/caKey", "ca.crt"));

    assertThat(authentication(postgresql))
        .isEqualTo(
            "[{\"parameter\":\"connection\",\"name\":\"provisioning-secrets\",\"key\":\"DATABASE_URL\"}]");
    assertThat(authentication(redis))
        .isEqualTo(
            "[{\"parameter\":\"password\",\"name\":\"keda-redis\",\"key\":\"password\"},"
                + "{\"parameter\":\"ca\",\"name\":\"keda-redis\",\"key\":\"ca.crt\"}]");
    JsonNode spec = redis.get("ScaledObject", "provisioning-worker").path("spec");
    assertThat(spec.at("/triggers/0/metadata").toString())
        .contains("\"listName\":\"provisioning:jobs\"", "\"enableTLS\":\"true\"");
    assertThat(spec.at("/fallback/behavior").asString()).isEqualTo("currentReplicasIfHigher");
    assertThat(postgresql.text() + redis.text()).doesNotContain("FromEnv");
  }

  @Test
  void scales_workers_with_a_plain_autoscaler_as_slowly() {
    JsonNode spec =
        RenderedChart.with(
                Map.of("/autoscaling/worker/enabled", true, "/autoscaling/worker/mode", "hpa"))
            .get("HorizontalPodAutoscaler", "provisioning-worker")
            .path("spec");

    assertThat(spec.at("/metrics/0/resource/name").asString()).isEqualTo("cpu");
    assertThat(spec.at("/behavior/scaleDown/stabilizationWindowSeconds").asInt()).isEqualTo(900);
    assertThat(spec.path("minReplicas").asInt()).isEqualTo(2);
  }

  @Test
  void gives_workers_ninety_minutes_and_protects_their_nodes() {
    JsonNode template = example().get("Deployment", "provisioning-worker").at("/spec/template");

    assertThat(template.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(90 * 60);
    // The drain ends before the grace period does.
    assertThat(
            Integer.parseInt(
                environment(template.at("/spec/containers/0")).get("WORKER_DRAIN_SECONDS")))
        .isBetween(85 * 60, 90 * 60 - 30);
    assertThat(annotations(template))
        .containsEntry("cluster-autoscaler.kubernetes.io/safe-to-evict", "false")
        .containsEntry("karpenter.sh/do-not-disrupt", "true");
    assertThat(environment(template.at("/spec/containers/0")))
        .containsKeys("POD_NAME", "POD_NAMESPACE", "POD_UID");
  }

  @ParameterizedTest
  @CsvSource({"1, 1792Mi, 3072Mi, 2048Mi", "4, 4864Mi, 9216Mi, 8192Mi"})
  void derives_memory_and_storage_of_workers_from_their_concurrency(
      int concurrency, String memory, String storage, String work) {
    RenderedChart chart = RenderedChart.with(Map.of("/worker/concurrency", concurrency));
    JsonNode pod = podSpec(chart, "provisioning-worker");

    for (String kind : List.of("requests", "limits")) {
      JsonNode resources = pod.at("/containers/0/resources/" + kind);
      assertThat(resources.path("memory").asString()).isEqualTo(memory);
      assertThat(resources.path("ephemeral-storage").asString()).isEqualTo(storage);
      assertThat(resources.has("cpu")).isTrue();
    }
    assertThat(item(pod.path("volumes"), "work").at("/emptyDir/sizeLimit").asString())
        .isEqualTo(work);
    assertThat(item(pod.at("/containers/0/volumeMounts"), "work").path("mountPath").asString())
        .isEqualTo(chart.all("ConfigMap").getFirst().at("/data/WORKDIR_BASE").asString())
        .isEqualTo("/tmp/beta9-provisioning");
    assertThat(chart.all("ConfigMap").getFirst().at("/data/WORKER_CONCURRENCY").asString())
        .isEqualTo(String.valueOf(concurrency));
  }

  @Test
  void requests_and_limits_memory_and_storage_in_every_container() {
    assertThat(RenderedChart.with(Map.of()).podTemplates())
        .hasSize(3)
        .allSatisfy(
            pod ->
                assertThat(pod.container().at("/resources/limits").propertyNames())
                    .contains("memory", "ephemeral-storage", "cpu"));
  }

  @Test
  void replaces_pods_without_downtime() {
    for (String name : List.of("provisioning-api", "provisioning-worker")) {
      JsonNode spec = example().get("Deployment", name).path("spec");
      assertThat(spec.at("/strategy/rollingUpdate").toString())
          .isEqualTo("{\"maxSurge\":1,\"maxUnavailable\":0}");
      assertThat(spec.at("/template/spec/containers/0/readinessProbe/httpGet/path").asString())
          .isEqualTo("/health/ready");
    }
    JsonNode pod = podSpec(example(), "provisioning-api");
    int wait = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
    int drain = Integer.parseInt(environment(pod.at("/containers/0")).get("WORKER_DRAIN_SECONDS"));
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isEqualTo(wait + drain + 20);
  }

  @Test
  void spreads_each_version_over_zones_and_hosts() {
    for (String name : List.of("provisioning-api", "provisioning-worker")) {
      JsonNode constraints = podSpec(example(), name).path("topologySpreadConstraints");
      assertThat(constraints)
          .extracting(constraint -> constraint.path("topologyKey").asString())
          .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
      assertThat(constraints)
          .allSatisfy(
              constraint -> {
                assertThat(constraint.at("/labelSelector/matchLabels/app").asString())
                    .isEqualTo(name);
                assertThat(constraint.path("matchLabelKeys").toString())
                    .contains("pod-template-hash");
              });
    }
  }

  @Test
  void limits_evictions_to_one_pod_at_a_time() {
    assertThat(example().all("PodDisruptionBudget"))
        .hasSize(2)
        .allSatisfy(
            budget -> {
              assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
              assertThat(budget.at("/spec/selector/matchLabels/app").asString())
                  .isEqualTo(name(budget));
            });
  }

  @Test
  void admits_the_api_server_by_value_and_denies_exactly_the_metadata_addresses() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/networkPolicy/apiServer/serviceIP",
                "172.20.0.1",
                "/networkPolicy/apiServer/endpoints",
                List.of("10.0.0.5", "10.1.0.0/16"),
                "/networkPolicy/apiServer/endpointPort",
                6443));
    JsonNode worker = chart.get("NetworkPolicy", "provisioning-worker").path("spec");

    assertThat(peers(worker, 6443)).containsExactly("10.0.0.5/32", "10.1.0.0/16");
    assertThat(peers(worker, 443)).containsExactly("0.0.0.0/0", "::/0", "172.20.0.1/32");
    assertThat(chart.all("NetworkPolicy"))
        .hasSize(3)
        .allSatisfy(
            policy -> {
              assertThat(policy.at("/spec/policyTypes").toString())
                  .isEqualTo("[\"Ingress\",\"Egress\"]");
              assertThat(policy.at("/spec/podSelector/matchLabels/app").asString())
                  .isEqualTo(name(policy));
              // DNS is admitted to every address, also to the link-local one of NodeLocal DNSCache.
              assertThat(policy.at("/spec/egress/0").toString())
                  .isEqualTo(
                      "{\"ports\":[{\"protocol\":\"UDP\",\"port\":53},{\"protocol\":\"TCP\",\"port\":53}]}");
            });
    assertThat(exceptions(chart))
        .containsExactlyInAnyOrder("169.254.169.254/32", "fd00:ec2::254/128");
    assertThat(peers(chart.get("NetworkPolicy", "provisioning-migrate").path("spec"), 443))
        .isEmpty();
  }

  @Test
  void admits_prometheus_and_the_given_peers_to_the_api() {
    Map<String, ?> peer = Map.of("namespaceSelector", Map.of("matchLabels", Map.of("a", "b")));
    JsonNode open = example().get("NetworkPolicy", "provisioning-api");
    JsonNode restricted =
        RenderedChart.with(Map.of("/networkPolicy/apiFrom", List.of(peer)))
            .get("NetworkPolicy", "provisioning-api");

    assertThat(open.at("/spec/ingress/0").has("from")).isFalse();
    assertThat(restricted.at("/spec/ingress/0/from").toString())
        .isEqualTo(
            "[{\"namespaceSelector\":{\"matchLabels\":{\"a\":\"b\"}}},"
                + "{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"monitoring\"}}}]");
  }

  @Test
  void requests_the_certificate_that_the_ingress_uses() {
    RenderedChart chart =
        RenderedChart.with(
            Map.of(
                "/ingress/enabled",
                true,
                "/ingress/host",
                "provisioning.example.com",
                "/ingress/trustedProxies",
                List.of("10.0.0.0/16"),
                "/ingress/certificate/issuer/name",
                "letsencrypt"));

    assertThat(chart.get("Certificate", "provisioning-api-tls").at("/spec/secretName").asString())
        .isEqualTo("provisioning-api-tls");
    assertThat(chart.get("Ingress", "provisioning-api").at("/spec/tls").toString())
        .isEqualTo(
            "[{\"hosts\":[\"provisioning.example.com\"],\"secretName\":\"provisioning-api-tls\"}]");
    assertThat(
            chart
                .get("Ingress", "provisioning-api")
                .at("/spec/rules/0/http/paths/0/backend/service")
                .toString())
        .isEqualTo("{\"name\":\"provisioning-api\",\"port\":{\"name\":\"http\"}}");
  }

  @Test
  void evaluates_forwarded_headers_of_the_given_proxies_only() {
    assertThat(settings(Map.of()).path("data").has("TRUSTED_PROXIES")).isFalse();
    assertThat(
            settings(Map.of("/ingress/trustedProxies", List.of("10.0.0.0/16", "2001:db8::7")))
                .at("/data/TRUSTED_PROXIES")
                .asString())
        .isEqualTo("10.0.0.0/16,2001:db8::7");
  }

  @Test
  void listens_in_plain_http_only_if_it_is_allowed() {
    assertThat(settings(PLAIN).path("data").toString())
        .contains("\"ALLOW_PLAIN_HTTP\":\"true\"")
        .doesNotContain("TLS_");
    assertThat(settings(ENCRYPTED).path("data").toString())
        .contains(
            "\"TLS_CERT_FILE\":\"/etc/provisioning/tls/tls.crt\"",
            "\"TLS_KEY_FILE\":\"/etc/provisioning/tls/tls.key\"")
        .doesNotContain("ALLOW_PLAIN_HTTP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provisioning-api", "provisioning-worker"})
  void mounts_the_certificate_and_probes_with_tls(String deployment) {
    JsonNode plain = podSpec(RenderedChart.with(PLAIN), deployment);
    JsonNode encrypted = podSpec(RenderedChart.with(ENCRYPTED), deployment);

    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String scheme = "/containers/0/" + probe + "/httpGet/scheme";
      assertThat(plain.at(scheme).isMissingNode()).isTrue();
      assertThat(encrypted.at(scheme).asString()).isEqualTo("HTTPS");
    }
    assertThat(plain.path("volumes").toString()).doesNotContain("tls");
    assertThat(encrypted.path("volumes").toString())
        .contains("{\"name\":\"tls\",\"secret\":{\"secretName\":\"pods\"");
    assertThat(encrypted.at("/containers/0/volumeMounts").toString())
        .contains("{\"name\":\"tls\",\"mountPath\":\"/etc/provisioning/tls\",\"readOnly\":true}");
  }

  @Test
  void prometheus_verifies_the_certificate_of_the_pods() {
    Map<String, Object> values = new HashMap<>(MONITORED);
    values.putAll(ENCRYPTED);
    for (JsonNode endpoint : scrapeEndpoints(RenderedChart.with(values))) {
      assertThat(endpoint.path("scheme").asString()).isEqualTo("https");
      assertThat(endpoint.path("tlsConfig").toString())
          .isEqualTo(
              "{\"serverName\":\"provisioning-api.beta9-provisioning.svc\","
                  + "\"ca\":{\"secret\":{\"name\":\"pods\",\"key\":\"ca.crt\"}}}");
    }
    values.put("/tls/serverName", "provisioning.example.com");
    values.put("/tls/caKey", "");
    for (JsonNode endpoint : scrapeEndpoints(RenderedChart.with(values))) {
      assertThat(endpoint.path("tlsConfig").toString())
          .isEqualTo("{\"serverName\":\"provisioning.example.com\"}");
    }
    values.putAll(PLAIN);
    for (JsonNode endpoint : scrapeEndpoints(RenderedChart.with(values))) {
      assertThat(endpoint.has("scheme")).isFalse();
    }
  }

  private static List<JsonNode> scrapeEndpoints(RenderedChart chart) {
    return List.of(
        chart.get("ServiceMonitor", "provisioning-api").at("/spec/endpoints/0"),
        chart.get("PodMonitor", "provisioning-worker").at("/spec/podMetricsEndpoints/0"));
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

  static ObjectNode settings(Map<String, ?> changes) {
    return RenderedChart.with(changes).all("ConfigMap").getFirst();
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

  private static RenderedChart example() {
    return RenderedChart.with(Map.of());
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

  private static String name(JsonNode object) {
    return object.at("/metadata/name").asString();
  }

  private static Map<String, String> annotations(JsonNode object) {
    Map<String, String> annotations = new HashMap<>();
    object
        .at("/metadata/annotations")
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asString()));
    return annotations;
  }

  private static JsonNode podSpec(RenderedChart chart, String deployment) {
    return chart.get("Deployment", deployment).at("/spec/template/spec");
  }

  /** Returns the variables of a container; the value is empty if it comes from elsewhere. */
  private static Map<String, String> environment(JsonNode container) {
    Map<String, String> environment = new HashMap<>();
    container
        .path("env")
        .forEach(
            variable ->
                environment.put(
                    variable.path("name").asString(), variable.path("value").asString("")));
    return environment;
  }

  private static JsonNode item(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(item -> item.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String authentication(RenderedChart chart) {
    return chart
        .get("TriggerAuthentication", "provisioning-worker")
        .at("/spec/secretTargetRef")
        .toString();
  }

  /** Returns the CIDR blocks to which a policy admits a port. */
  private static List<String> peers(JsonNode policy, int port) {
    return StreamSupport.stream(policy.path("egress").spliterator(), false)
        .filter(rule -> rule.path("ports").toString().contains("\"port\":" + port + "}"))
        .flatMap(rule -> StreamSupport.stream(rule.path("to").spliterator(), false))
        .map(peer -> peer.at("/ipBlock/cidr").asString())
        .toList();
  }

  private static Set<String> exceptions(RenderedChart chart) {
    return chart.all("NetworkPolicy").stream()
        .flatMap(policy -> policy.findValues("except").stream())
        .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
        .map(JsonNode::asString)
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
