package io.beta9.provisioning.cloudsim.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

/** Beta9's chart as it is installed for customers, and the gateway that comes of it. */
class GatewayTest {
  private static final Path CHART = Path.of("../deploy/charts/beta9").toAbsolutePath().normalize();
  private static final String NAMESPACE = "shop";
  private static final String PROXY =
      "/api/v1/namespaces/shop/services/http:beta9-gateway:1994/proxy";

  @TempDir Path folder;
  private final TestPlane plane = new TestPlane();
  private final HttpClient http = HttpClient.newHttpClient();
  private KubernetesClient client;

  @BeforeEach
  void install() throws Exception {
    client = plane.client();
    plane.planes.nodes(
        TestPlane.ACCOUNT,
        TestPlane.REGION,
        TestPlane.CLUSTER,
        "system",
        2,
        "m6i.large",
        Map.of("beta9.io/pool", "system"));
    plane.planes.nodes(
        TestPlane.ACCOUNT,
        TestPlane.REGION,
        TestPlane.CLUSTER,
        "cpu",
        2,
        "m6i.4xlarge",
        Map.of("beta9.io/pool", "cpu"));
    JsonNode installed =
        new HelmChild(folder, plane.kubeconfig(folder)).call("install", "beta9", request());
    assertThat(installed.path("ok").asBoolean())
        .as(() -> installed + " " + client.v1().events().inNamespace(NAMESPACE).list())
        .isTrue();
  }

  @AfterEach
  void close() {
    client.close();
    http.close();
    plane.close();
  }

  @Test
  void isHealthyIsClaimedOnceAndStartsWorkersOnlyThen() throws Exception {
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
      JsonNode known = json(post(forward, "/api/v1/gateway/auth/authorize", token, "{}").body());
      assertThat(known.path("ok").asBoolean()).isTrue();
      assertThat(known.path("workspaceId").asString()).isEqualTo(workspace);
      assertThat(known.has("newToken")).isFalse();

      String path = "/api/v1/workspace/" + workspace + "/set-external-storage";
      String storage =
          """
          {"bucket_name": "beta9-4f1a2b3c4d5e", "access_key": "AKIA1", "secret_key": "s",
           "endpoint_url": "https://s3.us-east-1.amazonaws.com", "region": "us-east-1"}
          """;
      assertThat(post(forward, path, "wrong", storage).statusCode()).isEqualTo(401);
      assertThat(post(forward, path, token, "{}").body()).contains("bucket_name is required");
      assertThat(post(forward, path, token, storage).body()).contains("AccessDenied");
      plane.goodBuckets.put("beta9-4f1a2b3c4d5e", "s");
      HttpResponse<String> set = post(forward, path, token, storage);
      assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    }
    await().until(() -> !workers().isEmpty());
    assertThat(workers()).singleElement().asString().startsWith("worker-default-");
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
  void theProxyKeepsTheAuthorizationHeaderToItself() throws Exception {
    // What is behind the proxy never sees it, so a token cannot be shown this way.
    JsonNode claim = json(claim());
    String path =
        PROXY
            + "/api/v1/workspace/"
            + claim.path("workspaceId").asString()
            + "/set-external-storage";
    assertThatThrownBy(() -> client.raw(path, "POST", Map.of()))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refused -> assertThat(refused.getCode()).isEqualTo(401));
  }

  @Test
  void isNotThereUntilItsPodsAreReadyAndIsUnwellWithAWrongConfiguration() throws Exception {
    Secret secret = client.secrets().inNamespace(NAMESPACE).withName("beta9-config").get();
    String config = new String(decoded(secret, "config.yaml"), StandardCharsets.UTF_8);
    String broken = config.replaceFirst("encryptionKey: \"sk_[^\"]*\"", "encryptionKey: \"none\"");
    assertThat(broken).isNotEqualTo(config);
    client
        .resource(new SecretBuilder(secret).addToData("config.yaml", encoded(broken)).build())
        .update();
    assertThatThrownBy(() -> client.raw(PROXY + "/api/v1/health"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, unwell -> assertThat(unwell.getCode()).isEqualTo(500));
    assertThat(client.raw(PROXY + "/api/v1/health/live")).contains("ok");

    plane.cloud.misfortunes.put("pods-crash beta9-gateway", "");
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> client.raw(PROXY + "/api/v1/health"))
                    .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        away -> assertThat(away.getCode()).isEqualTo(503)));
  }

  @Test
  void aChartThatIsInstalledAgainOverTheSameDatabaseStaysClaimed() throws Exception {
    assertThat(json(claim()).path("ok").asBoolean()).isTrue();
    HelmChild helm = new HelmChild(folder, plane.kubeconfig(folder));
    assertThat(
            helm.call("uninstall", "beta9", (ObjectNode) JsonMapper.shared().readTree("{}"))
                .path("ok")
                .asBoolean())
        .isTrue();
    assertThat(helm.call("install", "beta9", request()).path("ok").asBoolean()).isTrue();
    assertThat(json(claim()).path("ok").asBoolean(true)).isFalse();
  }

  /** The chart's example, with one worker kept warm. */
  private ObjectNode request() throws IOException {
    String example = Files.readString(CHART.resolve("ci/example-values.yaml"));
    String warm = "    memory: 26Gi\n    minFreeCpu: 7000m\n    minFreeMemory: 26Gi\n";
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"), example.replace("    memory: 26Gi\n", warm));
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
            .filter(it -> it.getMetadata().getName().startsWith("beta9-gateway"))
            .findFirst()
            .orElseThrow();
    return client.pods().resource(pod).portForward(1994);
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
