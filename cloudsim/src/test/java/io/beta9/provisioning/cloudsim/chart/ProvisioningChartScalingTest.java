package io.beta9.provisioning.cloudsim.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The number, the resources and the placement of pods in the chart of the service. */
class ProvisioningChartScalingTest extends ProvisioningChartScenario {
  private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final Map<String, ?> KEDA = Map.of("/autoscaling/worker/enabled", true);

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
    JsonNode data = chart.all("ConfigMap").getFirst().path("data");
    assertThat(data.path("WORKDIR_LIMIT").asString())
        .as("free is what is left of the volume")
        .isEqualTo(work.replace("Mi", "MB"));
    assertThat(data.path("WORKDIR_FREE_WARNING").asString()).isEqualTo("1024MB");
    assertThat(data.path("WORKDIR_FREE_MINIMUM").asString()).isEqualTo("512MB");
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

  private static String authentication(RenderedChart chart) {
    return chart
        .get("TriggerAuthentication", "provisioning-worker")
        .at("/spec/secretTargetRef")
        .toString();
  }
}
