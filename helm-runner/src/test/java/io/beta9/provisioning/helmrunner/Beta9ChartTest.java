package io.beta9.provisioning.helmrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Tests the chart {@code beta9}, rendered by the real Helm. */
class Beta9ChartTest {
  private static final Path CHARTS = Path.of("../deploy/charts");
  private static final String CERTIFICATE =
      "arn:aws:acm:us-east-1:123456789012:certificate/0f8f1d5e-3c1a-4a55-9d6b-1f2e3d4c5b6a";
  private static final String ANNOTATION = "service.beta.kubernetes.io/aws-load-balancer-";

  private static final String BUILD_SHARED_MEMORY =
      "/worker/pools/build/poolSizing/sharedMemoryLimitPct";

  @TempDir Path folder;

  @Test
  void renders_the_configuration_of_beta9() throws Exception {
    JsonNode configuration = rendered(Map.of()).configuration();

    assertThat(at(configuration, "/database/postgres/password"))
        .isEqualTo("exampleDatabasePassword1");
    assertThat(configuration.at("/database/postgres/enableTLS").booleanValue()).isTrue();
    assertThat(at(configuration, "/database/redis/mode")).isEqualTo("single");
    assertThat(at(configuration, "/database/redis/addrs/0")).endsWith(".cache.amazonaws.com:6379");
    assertThat(at(configuration, "/storage/juicefs/redisURI"))
        .startsWith("rediss://:exampleRedisToken1@")
        .endsWith(":6379/1");
    assertThat(at(configuration, "/storage/juicefs/awsS3Bucket"))
        .isEqualTo("https://beta9-4f1a2b3c4d5e.s3.us-east-1.amazonaws.com");
    assertThat(at(configuration, "/storage/workspaceStorage/defaultSecretKey"))
        .as("quotes and slashes are preserved")
        .isEqualTo("example/Secret+Key\"1'");
    assertThat(configuration.at("/fileService/enabled").booleanValue()).isFalse();
    assertThat(at(configuration, "/imageService/buildRegistry"))
        .isEqualTo("123456789012.dkr.ecr.us-east-1.amazonaws.com");
    assertThat(at(configuration, "/imageService/buildRepositoryName"))
        .isEqualTo("beta9-4f1a2b3c4d5e");
    assertThat(at(configuration, "/imageService/runner/baseImageRegistry"))
        .isEqualTo("public.ecr.aws/n4e0e1y0");
    assertThat(at(configuration, "/worker/namespace")).isEqualTo("beta9-system");
    assertThat(at(configuration, "/worker/imageTag")).isEqualTo("0.1.729");
    assertThat(configuration.at("/worker/jobResourcesEnforced").booleanValue()).isTrue();
  }

  @Test
  void replaces_what_beta9_allows_and_advertises_on_a_developers_machine() throws Exception {
    JsonNode configuration =
        rendered(
                Map.of(
                    "/limits/millicpus", 15_000,
                    "/limits/memoryMib", 56_320,
                    "/limits/gpus", 0,
                    "/limits/replicas", 16))
            .configuration();

    JsonNode limits = configuration.at("/gateway/stubLimits");
    assertThat(limits.path("cpu").intValue()).isEqualTo(15_000);
    assertThat(limits.path("memory").intValue()).isEqualTo(56_320);
    assertThat(limits.path("maxGpuCount").intValue()).isZero();
    assertThat(limits.path("maxReplicas").intValue()).isEqualTo(16);
    assertThat(at(configuration, "/abstractions/pod/tcp/externalHost"))
        .isEqualTo("beta9.acme.example");
  }

  @Test
  void bounds_the_memory_in_which_images_are_built() throws Exception {
    JsonNode pools =
        rendered(Map.of("/workers/build/sharedMemoryPercent", 88.47))
            .configuration()
            .at("/worker/pools");

    assertThat(at(pools, "/build/poolSizing/sharedMemoryLimitPct")).isEqualTo("88.47%");
    assertThat(pools.at("/default/poolSizing").has("sharedMemoryLimitPct")).isFalse();
    assertThat(at(rendered(Map.of()).configuration(), BUILD_SHARED_MEMORY)).isEqualTo("87.5%");
    assertThat(
            at(
                rendered(Map.of("/workers/build/sharedMemoryPercent", 100)).configuration(),
                BUILD_SHARED_MEMORY))
        .isEqualTo("100%");
  }

  @Test
  void names_one_runner_image_for_each_python() throws Exception {
    JsonNode tags =
        rendered(Map.of("/image/runner/version", "0.1.5"))
            .configuration()
            .at("/imageService/runner/tags");

    assertThat(tags).hasSize(10);
    assertThat(tags.path("python3.8").asString()).isEqualTo("py38-0.1.5");
    assertThat(tags.path("python3.10").asString()).isEqualTo("py310-0.1.5");
    assertThat(tags.path("micromamba3.12").asString()).isEqualTo("micromamba3.12-0.1.5");
  }

  /** Beta9's default for the build pool permanently keeps eight CPUs free. */
  @Test
  void keeps_no_free_capacity_by_default() throws Exception {
    JsonNode pools = rendered(Map.of()).configuration().at("/worker/pools");

    assertThat(pools.propertyNames()).containsExactlyInAnyOrder("default", "build", "gpu");
    for (JsonNode pool : pools) {
      assertThat(at(pool, "/poolSizing/minFreeCPU")).isEqualTo("0m");
      assertThat(at(pool, "/poolSizing/minFreeMemory")).isEqualTo("0Gi");
      assertThat(pool.at("/poolSizing/minFreeGPU").intValue()).isZero();
    }
    assertThat(pools.at("/build/requiresPoolSelector").booleanValue()).isTrue();
    assertThat(pools.at("/gpu/jobSpec/nodeSelector").path("beta9.io/pool").stringValue())
        .isEqualTo("gpu");
    assertThat(at(pools, "/gpu/gpuType")).isEqualTo("T4");
  }

  @Test
  void omits_the_gpu_pool_unless_enabled() throws Exception {
    JsonNode pools =
        rendered(Map.of("/workers/gpu", Map.of("enabled", false)))
            .configuration()
            .at("/worker/pools");

    assertThat(pools.propertyNames()).containsExactlyInAnyOrder("default", "build");
  }

  @Test
  void puts_secrets_into_the_secret_only() throws Exception {
    String others = rendered(Map.of()).withoutSecrets();

    assertThat(others)
        .doesNotContain("exampleDatabasePassword1")
        .doesNotContain("exampleRedisToken1")
        .doesNotContain("example/Secret")
        .doesNotContain("EXAMPLEACCESSKEY0001")
        .doesNotContain("sk_ZXhh");
  }

  @Test
  void configures_the_gateway_container_and_its_probes() throws Exception {
    JsonNode pod = rendered(Map.of()).get("Deployment", "beta9-gateway").at("/spec/template/spec");
    JsonNode gateway = pod.at("/containers/0");

    assertThat(at(gateway, "/command/0")).isEqualTo("/usr/local/bin/gateway");
    assertThat(at(gateway, "/image")).isEqualTo("public.ecr.aws/n4e0e1y0/beta9-gateway:0.1.762");
    assertThat(gateway.at("/securityContext/privileged").booleanValue()).isTrue();
    assertThat(at(gateway, "/readinessProbe/grpc/service")).isEqualTo("readiness");
    assertThat(gateway.at("/livenessProbe/grpc/port").intValue()).isEqualTo(1993);
    assertThat(pod.path("terminationGracePeriodSeconds").intValue()).isEqualTo(195);
    assertThat(pod.at("/nodeSelector").path("beta9.io/pool").stringValue()).isEqualTo("system");
    assertThat(at(pod, "/initContainers/0/args/0"))
        .contains("pg_isready", "CREATE EXTENSION IF NOT EXISTS pg_cron");
    assertThat(at(pod, "/initContainers/0/image")).doesNotContain("latest");
    assertThat(pod.at("/initContainers/0/securityContext/runAsNonRoot").booleanValue()).isTrue();
  }

  @Test
  void pulls_all_images_from_a_mirror_under_their_original_names() throws Exception {
    RenderedChart chart = rendered(Map.of("/imageRegistry", "registry.example.com/mirror"));

    JsonNode pod = chart.get("Deployment", "beta9-gateway").at("/spec/template/spec");
    assertThat(at(pod, "/containers/0/image"))
        .isEqualTo("registry.example.com/mirror/n4e0e1y0/beta9-gateway:0.1.762");
    assertThat(at(pod, "/initContainers/0/image"))
        .startsWith("registry.example.com/mirror/docker/library/postgres:");
    assertThat(at(chart.configuration(), "/worker/imageRegistry"))
        .isEqualTo("registry.example.com/mirror/n4e0e1y0");
    assertThat(at(chart.configuration(), "/worker/imageName")).isEqualTo("beta9-worker");
    assertThat(at(chart.configuration(), "/imageService/runner/baseImageRegistry"))
        .isEqualTo("registry.example.com/mirror/n4e0e1y0");
    assertThat(chart.configuration().toString() + pod).doesNotContain("public.ecr.aws");
  }

  @Test
  void keeps_the_code_of_users_from_the_cluster_and_the_database() throws Exception {
    JsonNode policy =
        rendered(Map.of("/networkPolicy/vpcCidr", "10.42.0.0/16"))
            .get("NetworkPolicy", "beta9-workers");

    assertThat(policy.at("/spec/podSelector/matchExpressions/0").toString())
        .contains("app.kubernetes.io/component", "NotIn", "gateway");
    assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Egress\"]");
    JsonNode egress = policy.at("/spec/egress");
    assertThat(egress).hasSize(4);
    assertThat(egress.path(1).toString()).contains("kube-system", "kube-dns", "53");
    assertThat(egress.path(2).at("/to/0/ipBlock/cidr").stringValue()).isEqualTo("10.42.0.0/16");
    assertThat(egress.path(2).path("ports").toString())
        .as("Redis and the gateway, neither PostgreSQL nor the Kubernetes API")
        .isEqualTo("[{\"port\":6379},{\"port\":1993},{\"port\":1994}]");
    assertThat(egress.path(3).at("/to/0/ipBlock/except").toString())
        .isEqualTo("[\"10.42.0.0/16\",\"169.254.0.0/16\",\"10.100.0.0/16\",\"172.20.0.0/16\"]");
  }

  @Test
  void resets_the_database_only_if_a_reset_marker_is_set() throws Exception {
    assertThat(rendered(Map.of()).get("Deployment", "beta9-gateway").toString())
        .doesNotContain("DROP", "RESET_MARKER");

    JsonNode container =
        rendered(Map.of("/database/resetMarker", "9f1c22aa0b3d"))
            .get("Deployment", "beta9-gateway")
            .at("/spec/template/spec/initContainers/0");
    assertThat(at(container, "/args/0"))
        .contains(
            "ON CONFLICT DO NOTHING",
            "DROP SCHEMA public CASCADE",
            "--set marker=\"$RESET_MARKER\"");
    assertThat(container.path("env").toString())
        .contains("{\"name\":\"RESET_MARKER\",\"value\":\"9f1c22aa0b3d\"}");
  }

  @Test
  void grants_the_gateway_exactly_the_permissions_it_uses() throws Exception {
    RenderedChart chart = rendered(Map.of());

    assertThat(chart.all("ClusterRole")).isEmpty();
    assertThat(chart.get("Role", "beta9-gateway").path("rules").toString())
        .isEqualTo(
            "[{\"apiGroups\":[\"batch\"],\"resources\":[\"jobs\"],\"verbs\":[\"create\",\"list\",\"delete\"]},"
                + "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\"]}]");
    for (String program : List.of("gateway", "worker")) {
      assertThat(
              chart
                  .get("ServiceAccount", "beta9-" + program)
                  .at("/metadata/annotations")
                  .path("eks.amazonaws.com/role-arn")
                  .stringValue())
          .isEqualTo("arn:aws:iam::123456789012:role/beta9-4f1a2b3c4d5e-" + program);
    }
  }

  @Test
  void creates_no_external_service_unless_exposed() throws Exception {
    RenderedChart chart = rendered(Map.of("/exposure/certificateArn", CERTIFICATE));

    assertThat(chart.all("Service")).hasSize(1);
    assertThat(at(chart.get("Service", "beta9-gateway"), "/spec/type")).isEqualTo("ClusterIP");
    assertThat(chart.all("Ingress")).isEmpty();
  }

  @Test
  void exposes_the_gateway_to_the_internet_with_tls_only() throws Exception {
    RenderedChart chart =
        rendered(Map.of("/exposure/enabled", true, "/exposure/certificateArn", CERTIFICATE));
    JsonNode service = chart.get("Service", "beta9-gateway-external");
    Map<String, String> annotations = annotations(service);

    assertThat(at(service, "/spec/type")).isEqualTo("LoadBalancer");
    assertThat(annotations)
        .containsEntry("type", "nlb")
        .containsEntry("scheme", "internet-facing")
        .containsEntry("ssl-cert", CERTIFICATE)
        .containsEntry("ssl-ports", "443,1443")
        .containsEntry("additional-resource-tags", "beta9:environment-id=env_4f1a2b3c4d5e")
        .doesNotContainKey("internal");
    assertThat(service.at("/spec/ports").findValuesAsString("port")).containsExactly("1443", "443");
    assertThat(chart.configuration().at("/gateway/http/externalPort").intValue()).isEqualTo(443);
    assertThat(chart.configuration().at("/gateway/grpc/tls").booleanValue()).isTrue();
  }

  @Test
  void uses_an_internal_load_balancer_without_a_certificate() throws Exception {
    JsonNode service =
        rendered(Map.of("/exposure/enabled", true)).get("Service", "beta9-gateway-external");

    assertThat(annotations(service))
        .containsEntry("internal", "true")
        .containsEntry("scheme", "internal")
        .doesNotContainKey("ssl-cert");
  }

  @Test
  void does_not_restart_the_gateway_when_it_is_exposed() throws Exception {
    String before = checksum(rendered(Map.of("/exposure/certificateArn", CERTIFICATE)));
    String exposed =
        checksum(
            rendered(Map.of("/exposure/enabled", true, "/exposure/certificateArn", CERTIFICATE)));
    String changed = checksum(rendered(Map.of("/gateway/externalHost", "other.example")));

    assertThat(exposed).isEqualTo(before);
    assertThat(changed).isNotEqualTo(before);
  }

  @Test
  void creates_a_disruption_budget_only_with_several_replicas() throws Exception {
    assertThat(rendered(Map.of()).all("PodDisruptionBudget")).hasSize(1);
    assertThat(rendered(Map.of("/gateway/replicas", 1)).all("PodDisruptionBudget")).isEmpty();
  }

  @Test
  void keeps_the_autoscaler_from_evicting_a_single_gateway() throws Exception {
    assertThat(evictable(Map.of("/gateway/replicas", 1))).isEqualTo("false");
    assertThat(evictable(Map.of("/gateway/replicas", 2))).isEmpty();
  }

  private String evictable(Map<String, ?> changes) throws Exception {
    return rendered(changes)
        .get("Deployment", "beta9-gateway")
        .at("/spec/template/metadata/annotations")
        .path("cluster-autoscaler.kubernetes.io/safe-to-evict")
        .asString("");
  }

  @ParameterizedTest
  @CsvSource({
    "/database/host, '', host",
    "/storage/s3/bucket, '', bucket",
    "/image/gateway/tag, latest, tag",
    "/region, nowhere, region",
    "/gateway/invokeUrlType, both, invokeUrlType",
    "/databse, x, databse",
    "/image/runner/version, '', version",
    "/image/runner/version, a:b, version",
  })
  void names_the_invalid_value(String path, String value, String expectedName) throws Exception {
    assertThat(RenderedChart.validationError(folder, "beta9", Map.of(path, value)))
        .contains(expectedName);
  }

  @ParameterizedTest
  @CsvSource({
    "/limits/gpus, 2, gpus",
    "/limits/gpus, -1, gpus",
    "/limits/millicpus, 99, millicpus",
    "/limits/memoryMib, 127, memoryMib",
    "/limits/replicas, 0, replicas",
    "/workers/build/sharedMemoryPercent, 0, sharedMemoryPercent",
    "/workers/build/sharedMemoryPercent, 101, sharedMemoryPercent",
  })
  void names_the_number_that_is_out_of_range(String path, int value, String expectedName)
      throws Exception {
    assertThat(RenderedChart.validationError(folder, "beta9", Map.of(path, value)))
        .contains(expectedName);
  }

  @ParameterizedTest
  @CsvSource({
    "/database/password, pass-word@1, database.password",
    "/redis/password, to/ken@1, redis.password",
    "/database/encryptionKey, sk_short, database.encryptionKey",
  })
  void rejects_an_invalid_secret_without_printing_it(String path, String value, String expectedName)
      throws Exception {
    assertThat(RenderedChart.validationError(folder, "beta9", Map.of(path, value)))
        .contains(expectedName)
        .doesNotContain(value);
  }

  @Test
  void renders_deterministically_from_its_values() throws Exception {
    try (Stream<Path> files =
        Stream.of("beta9", "baseline").flatMap(chart -> filesBelow(CHARTS.resolve(chart)))) {
      for (Path file : files.filter(f -> f.toString().contains("/templates/")).toList()) {
        if (Files.isRegularFile(file)) {
          assertThat(Files.readString(file))
              .as("%s", file)
              .doesNotContain("lookup ", "helm.sh/hook", "randAlpha", "genCA", "uuidv4", "now ");
        }
      }
    }
  }

  private static Stream<Path> filesBelow(Path directory) {
    try {
      return Files.walk(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RenderedChart rendered(Map<String, ?> changes) throws Exception {
    return RenderedChart.of(folder, "beta9", changes);
  }

  private static String checksum(RenderedChart chart) {
    return chart
        .get("Deployment", "beta9-gateway")
        .at("/spec/template/metadata/annotations")
        .path("checksum/config")
        .stringValue();
  }

  private static Map<String, String> annotations(JsonNode object) {
    Map<String, String> annotations = new TreeMap<>();
    object
        .at("/metadata/annotations")
        .forEachEntry(
            (name, value) -> annotations.put(name.replace(ANNOTATION, ""), value.stringValue()));
    return annotations;
  }

  private static String at(JsonNode node, String pointer) {
    return node.at(pointer).asString();
  }
}
