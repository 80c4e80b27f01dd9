package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tests the simulated API server with the real Helm. */
class HelmTest {
  @TempDir Path folder;
  private final TestCluster cluster = new TestCluster();
  private KubernetesClient client;
  private HelmProcess helm;
  private Path chart;

  @BeforeEach
  void prepare() throws IOException {
    client = cluster.client();
    helm = new HelmProcess(folder, cluster.kubeconfig(folder));
    chart = Files.createDirectories(folder.resolve("shop/templates")).getParent();
    Files.writeString(
        chart.resolve("Chart.yaml"),
        "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: \"7\"\n");
    Files.writeString(chart.resolve("values.yaml"), "image: shop:1\n");
    Files.writeString(
        chart.resolve("templates/all.yaml"),
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: shop}
        stringData: {password: secret}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: shop}
        spec:
          type: LoadBalancer
          selector: {app: shop}
          ports: [{name: http, port: 80, targetPort: 8080}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          replicas: 2
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec:
              containers:
                - name: shop
                  image: {{ .Values.image | quote }}
                  env: [{name: A, value: "1"}]
                  ports: [{name: http, containerPort: 8080}]
              volumes: [{name: config, secret: {secretName: shop}}]
        """);
  }

  @AfterEach
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void supports_install_upgrade_and_uninstall() throws Exception {
    Files.writeString(
        chart.resolve("templates/hook.yaml"),
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: shop-prepare
          annotations: {"helm.sh/hook": pre-install, "helm.sh/hook-delete-policy": hook-succeeded}
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: prepare, image: shop-tools:1}]
        """);
    cluster.setNodes(2);
    JsonNode installed = helm.call("install", "shop", install());
    assertThat(installed.path("ok").asBoolean()).as(installed.toString()).isTrue();
    assertThat(installed.path("release").path("status").asString()).isEqualTo("deployed");
    assertThat(installed.path("release").path("revision").asInt()).isEqualTo(1);
    assertThat(installed.path("release").path("app_version").asString()).isEqualTo("7");
    assertThat(images()).containsExactly("shop:1", "shop:1");
    assertThat(client.services().inNamespace("shop").withName("shop").get().getStatus())
        .extracting(status -> status.getLoadBalancer().getIngress().getFirst().getHostname())
        .asString()
        .endsWith(".elb.amazonaws.com");
    assertThat(cluster.loadBalancers).hasSize(1);

    Path values = Files.writeString(folder.resolve("values.yaml"), "image: shop:2\n");
    JsonNode upgraded = helm.call("upgrade", "shop", chart().put("values_file", values.toString()));
    assertThat(upgraded.path("ok").asBoolean()).as(upgraded.toString()).isTrue();
    assertThat(upgraded.path("release").path("revision").asInt()).isEqualTo(2);
    assertThat(images()).containsExactly("shop:2", "shop:2");
    Deployment deployment = client.apps().deployments().inNamespace("shop").withName("shop").get();
    assertThat(deployment.getSpec().getTemplate().getSpec().getContainers()).hasSize(1);

    JsonNode again = helm.call("install", "shop", install());
    assertThat(again.path("kind").asString()).isEqualTo("exists");

    JsonNode uninstalled = helm.call("uninstall", "shop", json("{}"));
    assertThat(uninstalled.path("ok").asBoolean()).as(uninstalled.toString()).isTrue();
    assertThat(client.pods().inNamespace("shop").list().getItems()).isEmpty();
    assertThat(client.services().inNamespace("shop").list().getItems()).isEmpty();
    assertThat(client.secrets().inNamespace("shop").list().getItems()).isEmpty();
    assertThat(cluster.loadBalancers).isEmpty();

    JsonNode absent = helm.call("uninstall", "shop", json("{}"));
    assertThat(absent.path("ok").asBoolean()).isTrue();
    assertThat(absent.path("absent").asBoolean()).isTrue();
  }

  @Test
  void runs_no_hook_that_depends_on_objects_of_the_release() throws Exception {
    Files.writeString(
        chart.resolve("templates/account.yaml"),
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop}\n");
    Files.writeString(
        chart.resolve("templates/hook.yaml"),
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: shop-prepare
          annotations: {"helm.sh/hook": pre-install}
        spec:
          template:
            spec:
              restartPolicy: Never
              serviceAccountName: shop
              containers: [{name: prepare, image: shop-tools:1}]
        """);
    cluster.setNodes(2);

    JsonNode failed = helm.call("install", "shop", install().put("timeout_seconds", 3));

    assertThat(failed.path("error").asString()).contains("pre-install");
    assertThat(client.v1().events().inNamespace("shop").list().getItems())
        .anySatisfy(
            event -> assertThat(event.getMessage()).contains("serviceaccount \"shop\" not found"));
    assertThat(client.apps().deployments().inNamespace("shop").list().getItems()).isEmpty();
  }

  @Test
  void reports_a_release_left_pending_by_a_killed_install_and_recovers_it() throws Exception {
    // Without nodes, the install waits for its pods until it is killed.
    HelmProcess.Running killed =
        helm.start("install", "shop", install().put("timeout_seconds", 300));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> client.apps().deployments().inNamespace("shop").withName("shop").get() != null);
    killed.process().destroyForcibly().waitFor();

    JsonNode status = helm.call("status", "shop", json("{}"));
    assertThat(status.path("release").path("status").asString()).isEqualTo("pending-install");
    assertThat(helm.call("install", "shop", install()).path("kind").asString())
        .isEqualTo("pending");
    assertThat(helm.call("upgrade", "shop", chart()).path("kind").asString()).isEqualTo("pending");

    assertThat(helm.call("uninstall", "shop", json("{}")).path("ok").asBoolean()).isTrue();
    cluster.setNodes(2);
    JsonNode installed = helm.call("install", "shop", install());
    assertThat(installed.path("release").path("status").asString()).isEqualTo("deployed");
  }

  @Test
  void marks_the_release_failed_when_an_install_is_terminated() throws Exception {
    HelmProcess.Running terminated =
        helm.start("install", "shop", install().put("timeout_seconds", 300));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> client.apps().deployments().inNamespace("shop").withName("shop").get() != null);
    terminated.process().destroy();
    JsonNode answer = terminated.awaitResponse();
    assertThat(answer.path("kind").asString()).as(answer.toString()).isEqualTo("canceled");
    assertThat(helm.call("status", "shop", json("{}")).path("release").path("status").asString())
        .isEqualTo("failed");
  }

  @Test
  void reports_a_timeout_and_rolls_back_an_atomic_upgrade() throws Exception {
    cluster.setNodes(2);
    assertThat(helm.call("install", "shop", install()).path("ok").asBoolean()).isTrue();
    cluster.cloud.conditions.put("image-pull shop:broken", "");
    Path values = Files.writeString(folder.resolve("values.yaml"), "image: shop:broken\n");
    JsonNode upgraded =
        helm.call(
            "upgrade",
            "shop",
            chart()
                .put("values_file", values.toString())
                .put("atomic", true)
                .put("timeout_seconds", 2));
    assertThat(upgraded.path("ok").asBoolean(true)).isFalse();
    assertThat(upgraded.path("kind").asString()).as(upgraded.toString()).isEqualTo("timeout");
    JsonNode status = helm.call("status", "shop", json("{}"));
    assertThat(status.path("release").path("status").asString()).isEqualTo("deployed");
    assertThat(status.path("release").path("revision").asInt()).isEqualTo(3);
    assertThat(images()).containsExactly("shop:1", "shop:1");
  }

  private ObjectNode install() {
    return chart().put("create_namespace", true);
  }

  private ObjectNode chart() {
    return json("{}").put("chart", chart.toString()).put("wait", true).put("timeout_seconds", 60);
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text);
  }

  private List<String> images() {
    return client.pods().inNamespace("shop").list().getItems().stream()
        .map((Pod pod) -> pod.getSpec().getContainers().getFirst().getImage())
        .toList();
  }
}
