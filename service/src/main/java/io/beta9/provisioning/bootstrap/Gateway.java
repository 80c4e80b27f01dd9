package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Beta9's gateway, asked from inside the cluster. What needs no token of Beta9's goes through the
 * API server's service proxy; what does goes through a port-forward, because an API server keeps
 * the {@code Authorization} header for itself.
 */
final class Gateway {
  static final String NAMESPACE = "beta9-system";
  static final String SERVICE = "beta9-gateway";
  static final int HTTP_PORT = 1994;

  private static final String PROXY =
      "/api/v1/namespaces/" + NAMESPACE + "/services/http:" + SERVICE + ":" + HTTP_PORT + "/proxy";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ClusterAccess cluster;
  private final JsonMapper json = JsonMapper.shared();

  Gateway(ClusterAccess cluster) {
    this.cluster = cluster;
  }

  /** What the first caller of an unclaimed Beta9 gets. */
  record Claimed(String workspaceId, String token) {
    @Override
    public String toString() {
      return "Claimed[workspaceId=" + workspaceId + "]";
    }
  }

  /** Whether the gateway says that it and what it needs are well. */
  boolean healthy() {
    try {
      cluster.client().raw(PROXY + "/api/v1/health");
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 401 || e.getCode() == 403) {
        throw Unreachable.refused(cluster, e);
      }
      return false;
    }
  }

  /** Claims Beta9; nothing where somebody has claimed it before. */
  Optional<Claimed> claim() {
    JsonNode answer;
    try {
      answer =
          json.readTree(
              cluster
                  .client()
                  .raw(PROXY + "/api/v1/gateway/auth/authorize", "POST", json.createObjectNode()));
    } catch (KubernetesClientException e) {
      throw Unreachable.silent(cluster, "claiming Beta9: " + e.getMessage(), e);
    }
    if (!answer.path("ok").asBoolean(false)) {
      return Optional.empty();
    }
    return Optional.of(
        new Claimed(answer.path("workspaceId").asString(), answer.path("newToken").asString()));
  }

  /** Whether the gateway takes this token as its own. */
  boolean knows(String token) throws InterruptedException {
    HttpResponse<String> answer =
        withToken("/api/v1/gateway/auth/authorize", token, json.createObjectNode());
    return answer.statusCode() == 200 && json.readTree(answer.body()).path("ok").asBoolean(false);
  }

  /** The bucket that a workspace keeps its files in. */
  record Storage(
      String bucket, String region, String endpoint, String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "Storage[bucket=" + bucket + "]";
    }
  }

  /** Gives the workspace its storage; giving it again changes nothing. */
  void setStorage(Claimed claimed, Storage storage) throws InterruptedException {
    ObjectNode body = json.createObjectNode();
    body.put("bucket_name", storage.bucket());
    body.put("access_key", storage.accessKey());
    body.put("secret_key", storage.secretKey());
    body.put("endpoint_url", storage.endpoint());
    body.put("region", storage.region());
    HttpResponse<String> answer =
        withToken(
            "/api/v1/workspace/" + claimed.workspaceId() + "/set-external-storage",
            claimed.token(),
            body);
    if (answer.statusCode() / 100 != 2) {
      throw new FailureException(
          new Failure(
              FailureClass.BOOTSTRAP,
              "storage-refused",
              "Beta9 did not take the bucket " + storage.bucket() + " as its storage",
              "it answered " + answer.statusCode() + " " + shortened(answer.body()),
              "Check that the storage user's key is in force and may read and write the bucket, "
                  + "then retry"));
    }
  }

  private HttpResponse<String> withToken(String path, String token, JsonNode body)
      throws InterruptedException {
    Pod pod = runningPod();
    try (LocalPortForward forward =
            cluster
                .client()
                .pods()
                .inNamespace(NAMESPACE)
                .withName(pod.getMetadata().getName())
                .portForward(HTTP_PORT);
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
              .timeout(TIMEOUT)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | KubernetesClientException e) {
      throw Unreachable.silent(cluster, "asking Beta9's gateway: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw Unreachable.silent(cluster, "Beta9's gateway answered no JSON", e);
    }
  }

  private Pod runningPod() {
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", "gateway")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase()))
        .findFirst()
        .orElseThrow(
            () ->
                new FailureException(
                    new Failure(
                        FailureClass.TRANSIENT,
                        "gateway-not-running",
                        "Beta9's gateway could not be asked",
                        "none of its pods is running",
                        "Look at the pods in " + NAMESPACE + ", then retry")));
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
