package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a Service inside a cluster through the API server's proxy, which removes the {@code
 * Authorization} header.
 */
final class ServiceProxyClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int NOT_FOUND = 404;

  private final ClusterAccess cluster;
  private final String base;
  private final HttpClient http;

  ServiceProxyClient(ClusterAccess cluster, String namespace, String service, int port) {
    this.cluster = cluster;
    this.base =
        cluster.coordinates().endpoint().replaceFirst("/$", "")
            + "/api/v1/namespaces/"
            + namespace
            + "/services/http:"
            + service
            + ":"
            + port
            + "/proxy";
    this.http = cluster.httpClientWithoutRetries();
  }

  /** Sends a request without retries. A status of 503 may also come from the API server itself. */
  ProxiedGateway.GatewayResponse send(String method, String path, String body)
      throws InterruptedException {
    HttpRequest.Builder builder =
        http.newHttpRequestBuilder()
            .uri(URI.create(base + path))
            .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    HttpRequest request =
        method.equals("GET")
            ? builder.build()
            : builder.method(method, "application/json", body).build();
    try {
      HttpResponse<InputStream> response =
          http.sendAsync(request, InputStream.class)
              .get(TIMEOUT.plusSeconds(5).toSeconds(), TimeUnit.SECONDS);
      ProxiedGateway.GatewayResponse answer =
          new ProxiedGateway.GatewayResponse(response.code(), text(response.body()));
      if (answer.isDenied() || answer.status() == NOT_FOUND) {
        requireForwarded(answer);
      }
      return answer;
    } catch (IOException e) {
      throw ApiServerFailures.unreachable(cluster, "Calling Beta9's gateway", e.toString(), e);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw ApiServerFailures.unreachable(
          cluster, "Calling Beta9's gateway", cause.toString(), cause);
    }
  }

  /**
   * What the API server itself answers, which has not forwarded the request, are {@code Status}
   * objects.
   */
  private void requireForwarded(ProxiedGateway.GatewayResponse answer) {
    Status status;
    try {
      JsonNode body = JsonMapper.shared().readTree(answer.body());
      if (!body.path("kind").asString("").equals("Status")
          || !body.path("apiVersion").asString("").equals("v1")) {
        return;
      }
      status =
          new StatusBuilder()
              .withCode(answer.status())
              .withMessage(body.path("message").asString(""))
              .build();
    } catch (JacksonException e) {
      // The gateway's answer, or that of what is in front of it.
      return;
    }
    throw ApiServerFailures.of(
        cluster,
        "Calling Beta9's gateway",
        new KubernetesClientException(status.getMessage(), answer.status(), status));
  }

  /** What is cut off is not valid JSON. */
  private static String text(@Nullable InputStream body) throws IOException {
    if (body == null) {
      return "";
    }
    try (body) {
      return new String(body.readNBytes(ProxiedGateway.MAX_RESPONSE_BYTES), StandardCharsets.UTF_8);
    }
  }
}
