package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Renders the chart with combinations of its switches. Every fifth of all combinations is rendered:
 * five has no factor in common with the numbers of choices, so that every pair of choices occurs.
 */
class ProvisioningChartMatrixTest {
  private static final Map<String, Object> NONE = Map.of();

  private static final List<Map<String, Object>> WORKERS =
      List.of(
          NONE,
          Map.of("/worker/replicas", 5, "/worker/concurrency", 4),
          Map.of("/autoscaling/worker/enabled", true),
          Map.of(
              "/autoscaling/worker/enabled", true,
              "/autoscaling/worker/postgresql/secret", "keda-database",
              "/autoscaling/worker/postgresql/key", "url"),
          Map.of(
              "/autoscaling/worker/enabled", true,
              "/autoscaling/worker/mode", "keda-redis",
              "/autoscaling/worker/redis/address", "redis.example.com:6379",
              "/autoscaling/worker/redis/secret", "keda-redis"),
          Map.of(
              "/autoscaling/worker/enabled", true,
              "/autoscaling/worker/mode", "keda-redis",
              "/autoscaling/worker/redis/address", "redis.example.com:6379",
              "/autoscaling/worker/redis/secret", "keda-redis",
              "/autoscaling/worker/redis/usernameKey", "username",
              "/autoscaling/worker/redis/caKey", "ca.crt"),
          Map.of("/autoscaling/worker/enabled", true, "/autoscaling/worker/mode", "hpa"),
          Map.of(
              "/autoscaling/worker/enabled",
              true,
              "/autoscaling/worker/mode",
              "hpa",
              "/autoscaling/worker/hpa/metrics",
              List.of(
                  Map.of(
                      "type",
                      "External",
                      "external",
                      Map.of(
                          "metric", Map.of("name", "provisioning_queue_length"),
                          "target", Map.of("type", "AverageValue", "averageValue", "2"))))));

  private static final List<Map<String, Object>> SECRETS =
      List.of(
          Map.of("/secrets/keys", List.of("DATABASE_URL", "DATABASE_READ_URL", "REDIS_URL")),
          Map.of(
              "/secrets/existing",
              "",
              "/secrets/values",
              Map.of(
                  "DATABASE_URL", "postgresql://u:p%40ss@db/provisioning?sslmode=verify-full",
                  "REDIS_URL", "rediss://:secret@redis:6379")));

  private static final List<Map<String, Object>> EXPOSURE =
      List.of(
          NONE,
          Map.of(
              "/ingress/enabled",
              true,
              "/ingress/host",
              "provisioning.example.com",
              "/ingress/className",
              "nginx",
              "/ingress/trustedProxies",
              List.of("10.0.0.0/16"),
              "/ingress/annotations",
              Map.of("a", "b"),
              "/ingress/certificate/issuer/name",
              "letsencrypt"),
          Map.of(
              "/ingress/enabled",
              true,
              "/ingress/host",
              "provisioning.example.com",
              "/ingress/trustedProxies",
              List.of("10.0.0.7", "2001:db8::/32"),
              "/ingress/certificate/enabled",
              false,
              "/service/annotations",
              Map.of("a", "b")));

  private static final List<Map<String, Object>> NETWORKS =
      List.of(
          Map.of("/networkPolicy/metricsFrom", List.of()),
          Map.of("/networkPolicy/enabled", false, "/podDisruptionBudget/enabled", false),
          Map.of(
              "/networkPolicy/apiServer/serviceIP", "fd00::1",
              "/networkPolicy/apiServer/endpoints", List.of("fd00:1::/64", "10.0.0.5"),
              "/networkPolicy/apiServer/endpointPort", 6443,
              "/networkPolicy/apiFrom", List.of(Map.of("podSelector", Map.of())),
              "/networkPolicy/extraEgress",
                  List.of(Map.of("ports", List.of(Map.of("protocol", "TCP", "port", 8200))))));

  private static final List<Map<String, Object>> OTHERS =
      List.of(
          Map.of(),
          Map.of(
              "/migration/enabled", false,
              "/image/pullSecrets", List.of("registry"),
              "/settings", Map.of("DATABASE_POOL_SIZE", 20, "LOGS_RETENTION", "30d"),
              "/api/extraEnv", List.of(Map.of("name", "HTTPS_PROXY", "value", "http://proxy")),
              "/api/extraVolumes", List.of(Map.of("name", "ca", "configMap", Map.of("name", "ca"))),
              "/api/extraVolumeMounts", List.of(Map.of("name", "ca", "mountPath", "/etc/ca")),
              "/worker/tolerations", List.of(Map.of("key", "dedicated", "operator", "Exists")),
              "/worker/nodeSelector", Map.of("pool", "system")),
          Map.of(
              "/tls/secretName",
              "provisioning-pods",
              "/tls/allowPlainHttp",
              false,
              "/api/serviceAccount/roleArn",
              "arn:aws:iam::123456789012:role/api",
              "/worker/serviceAccount/roleArn",
              "arn:aws:iam::123456789012:role/worker",
              "/autoscaling/api/enabled",
              true,
              "/monitoring/monitors/enabled",
              true,
              "/monitoring/monitors/labels",
              Map.of("release", "prometheus"),
              "/monitoring/rules/enabled",
              true,
              "/monitoring/rules/runbookUrl",
              "https://wiki.example.com/runbook.md",
              "/monitoring/dashboards/enabled",
              true));

  static Stream<Map<String, Object>> combinations() {
    List<Map<String, Object>> combinations = List.of(NONE);
    for (List<Map<String, Object>> dimension :
        List.of(WORKERS, SECRETS, EXPOSURE, NETWORKS, OTHERS)) {
      List<Map<String, Object>> extended = new ArrayList<>();
      for (Map<String, Object> combination : combinations) {
        for (Map<String, Object> choice : dimension) {
          Map<String, Object> both = new HashMap<>(combination);
          both.putAll(choice);
          extended.add(both);
        }
      }
      combinations = extended;
    }
    List<Map<String, Object>> all = combinations;
    return IntStream.range(0, all.size()).filter(index -> index % 5 == 0).mapToObj(all::get);
  }

  @ParameterizedTest(name = "combination {index}")
  @MethodSource("combinations")
  void renders_valid_objects_and_the_same_bytes_twice(Map<String, Object> changes) {
    RenderedChart chart = RenderedChart.with(changes);

    assertThat(ClusterAdmission.errors(chart.objects())).isEmpty();
    assertThat(chart.podTemplates())
        .allSatisfy(pod -> assertThat(RestrictedPodSecurity.violations(pod.spec())).isEmpty());
    assertThat(RenderedChart.with(changes).text()).isEqualTo(chart.text());
  }
}
