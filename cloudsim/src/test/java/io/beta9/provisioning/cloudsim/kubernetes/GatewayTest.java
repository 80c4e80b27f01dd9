package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.cloudsim.cloud.ClusterControlPlanes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tests the simulated gateway, installed with the chart that is installed for customers. */
class GatewayTest {
  private static final Path CHART = Path.of("../deploy/charts/beta9").toAbsolutePath().normalize();
  private static final String NAMESPACE = "shop";
  private static final String PROXY =
      "/api/v1/namespaces/shop/services/http:beta9-gateway:1994/proxy";

  @TempDir Path folder;
  private final TestCluster cluster = new TestCluster();
  private final HttpClient http = HttpClient.newHttpClient();
  private KubernetesClient client;

  @BeforeEach
  void install() throws Exception {
    client = cluster.client();
    setNodes("system", "m6i.large");
    setNodes("cpu", "m6i.4xlarge");
    JsonNode installed =
        new HelmProcess(folder, cluster.kubeconfig(folder)).call("install", "beta9", request());
    assertThat(installed.path("ok").asBoolean())
        .as(() -> installed + " " + client.v1().events().inNamespace(NAMESPACE).list())
        .isTrue();
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
    cluster.close();
  }

  @Test
  void can_be_claimed_once_and_starts_workers_after_storage_is_set() throws Exception {
    assertThat(client.raw(PROXY + "/api/v1/health")).contains("ok");
    assertThat(workers()).isEmpty();

    JsonNode claim = json(claim());
    assertThat(claim.path("ok").asBoolean()).isTrue();
    String workspace = claim.path("workspaceId").asString();
    String token = claim.path("newToken").asString();
    assertThat(token).isNotBlank();
    assertThat(json(claim()).path("ok").asBoolean(true)).isFalse();
    assertThat(workers()).isEmpty();

    try (LocalPortForward forward = forward()) {
      JsonNode authorized =
          json(post(forward, "/api/v1/gateway/auth/authorize", token, "{}").body());
      assertThat(authorized.path("ok").asBoolean()).isTrue();
      assertThat(authorized.path("workspaceId").asString()).isEqualTo(workspace);
      assertThat(authorized.has("newToken")).isFalse();

      String path = "/api/v1/workspace/" + workspace + "/set-external-storage";
      String storage =
          """
          {"bucket_name": "beta9-4f1a2b3c4d5e", "access_key": "AKIA1", "secret_key": "s",
           "endpoint_url": "https://s3.us-east-1.amazonaws.com", "region": "us-east-1"}
          """;
      assertThat(post(forward, path, "wrong", storage).statusCode()).isEqualTo(401);
      assertThat(post(forward, path, token, "{}").body()).contains("bucket_name is required");
      assertThat(post(forward, path, token, storage).body()).contains("AccessDenied");
      cluster.bucketSecrets.put("beta9-4f1a2b3c4d5e", "s");
      HttpResponse<String> response = post(forward, path, token, storage);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }
    await().until(() -> !workers().isEmpty());
    assertThat(workers()).singleElement().asString().startsWith("worker-default-");
    assertThat(
            client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().stream()
                .flatMap(job -> job.getSpec().getTemplate().getSpec().getVolumes().stream())
                .map(volume -> volume.getName() + " " + volume.getEmptyDir().getSizeLimit()))
        .as("half of the worker's memory, which is 26 GiB")
        .containsExactly("dshm 13312Mi");
    await()
        .until(
            () ->
                client
                    .pods()
                    .inNamespace(NAMESPACE)
                    .withLabel("app", "beta9-worker")
                    .list()
                    .getItems()
                    .stream()
                    .allMatch(pod -> pod.getStatus().getPhase().equals("Running")));
  }

  @Test
  void makes_the_first_caller_administrator_even_with_an_unknown_token() throws Exception {
    try (LocalPortForward forward = forward()) {
      assertThat(get(forward, "/api/v1/gateway/pools", "unknown").statusCode()).isEqualTo(401);
      JsonNode first =
          json(post(forward, "/api/v1/gateway/auth/authorize", "unknown", "{}").body());
      assertThat(first.path("ok").asBoolean()).isTrue();
      String token = first.path("newToken").asString("");
      assertThat(token).isNotBlank();
      assertThat(get(forward, "/api/v1/gateway/pools", token).statusCode()).isEqualTo(200);
      JsonNode second =
          json(post(forward, "/api/v1/gateway/auth/authorize", "unknown", "{}").body());
      assertThat(second.path("ok").asBoolean(true)).isFalse();
      assertThat(second.has("newToken")).isFalse();
    }
  }

  @Test
  void receives_no_authorization_header_through_the_service_proxy() throws Exception {
    JsonNode claim = json(claim());
    String path =
        PROXY
            + "/api/v1/workspace/"
            + claim.path("workspaceId").asString()
            + "/set-external-storage";
    assertThatThrownBy(() -> client.raw(path, "POST", Map.of()))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            unauthorized -> assertThat(unauthorized.getCode()).isEqualTo(401));
  }

  @Test
  void is_unhealthy_with_an_invalid_configuration_and_unavailable_without_ready_pods()
      throws Exception {
    Secret secret = client.secrets().inNamespace(NAMESPACE).withName("beta9-config").get();
    String config = new String(decoded(secret, "config.yaml"), StandardCharsets.UTF_8);
    String broken = config.replaceFirst("encryptionKey: \"sk_[^\"]*\"", "encryptionKey: \"none\"");
    assertThat(broken).isNotEqualTo(config);
    client
        .resource(new SecretBuilder(secret).addToData("config.yaml", encoded(broken)).build())
        .update();
    assertThatThrownBy(() -> client.raw(PROXY + "/api/v1/health"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            unhealthy -> assertThat(unhealthy.getCode()).isEqualTo(500));
    assertThat(client.raw(PROXY + "/api/v1/health/live")).contains("ok");

    cluster.cloud.conditions.put("pods-crash beta9-gateway", "");
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> client.raw(PROXY + "/api/v1/health"))
                    .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        unavailable -> assertThat(unavailable.getCode()).isEqualTo(503)));
  }

  @Test
  void remains_claimed_when_reinstalled_with_the_same_database() throws Exception {
    assertThat(json(claim()).path("ok").asBoolean()).isTrue();
    HelmProcess helm = new HelmProcess(folder, cluster.kubeconfig(folder));
    assertThat(
            helm.call("uninstall", "beta9", (ObjectNode) JsonMapper.shared().readTree("{}"))
                .path("ok")
                .asBoolean())
        .isTrue();
    assertThat(helm.call("install", "beta9", request()).path("ok").asBoolean()).isTrue();
    assertThat(json(claim()).path("ok").asBoolean(true)).isFalse();
  }

  private void setNodes(String pool, String instanceType) {
    cluster.controlPlanes.setNodes(
        TestCluster.ACCOUNT,
        TestCluster.REGION,
        TestCluster.CLUSTER,
        new ClusterControlPlanes.NodeGroupNodes(
            pool, 2, instanceType, "1.33", Map.of("beta9.io/pool", pool)));
  }

  /** Returns a request with the chart's example values and free capacity of one worker. */
  private ObjectNode request() throws IOException {
    String example = Files.readString(CHART.resolve("ci/example-values.yaml"));
    String oneWorker = "    memory: 26Gi\n    minFreeCpu: 7000m\n    minFreeMemory: 26Gi\n";
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"), example.replace("    memory: 26Gi\n", oneWorker));
    ObjectNode request = (ObjectNode) JsonMapper.shared().readTree("{}");
    return request
        .put("chart", CHART.toString())
        .put("values_file", values.toString())
        .put("create_namespace", true)
        .put("wait", true)
        .put("timeout_seconds", 30);
  }

  private String claim() {
    return client.raw(PROXY + "/api/v1/gateway/auth/authorize", "POST", Map.of());
  }

  private List<String> workers() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().stream()
        .map(job -> job.getMetadata().getName())
        .filter(name -> name.startsWith("worker-"))
        .toList();
  }

  private LocalPortForward forward() {
    Pod pod =
        client.pods().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(candidate -> candidate.getMetadata().getName().startsWith("beta9-gateway"))
            .findFirst()
            .orElseThrow();
    return client.pods().resource(pod).portForward(1994);
  }

  private HttpResponse<String> get(LocalPortForward forward, String path, String token)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + token)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(
      LocalPortForward forward, String path, String token, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static byte[] decoded(Secret secret, String key) {
    return Base64.getDecoder().decode(secret.getData().get(key));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
