package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Several requests with a bearer token over one forwarded port of a gateway's pod. Waiting for a
 * response can be cancelled.
 */
final class GatewayConnection implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CANCELLATION_INTERVAL = Duration.ofMillis(500);

  private final ClusterAccess cluster;
  private final GatewayPods pods;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private @Nullable LocalPortForward forward;

  GatewayConnection(ClusterAccess cluster, String token) {
    this.cluster = cluster;
    this.pods = new GatewayPods(cluster, Gateway.NAMESPACE);
    this.token = token;
  }

  /**
   * Sends one request. After an error the next request connects again.
   *
   * @param body empty for none
   */
  ProxiedGateway.GatewayResponse send(
      String method, String path, String body, Duration timeout, WaitContext context)
      throws InterruptedException {
    try {
      LocalPortForward open = open();
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://"
                          + InetAddress.getLoopbackAddress().getHostAddress()
                          + ":"
                          + open.getLocalPort()
                          + path))
              .timeout(timeout)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body.isEmpty()
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> response =
          await(
              http.sendAsync(
                  request,
                  HttpResponse.BodyHandlers.limiting(
                      HttpResponse.BodyHandlers.ofString(), ProxiedGateway.MAX_RESPONSE_BYTES)),
              context);
      return new ProxiedGateway.GatewayResponse(response.statusCode(), response.body());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      FailureException failure =
          PortForwardFailures.of(cluster, "Calling Beta9's gateway", forward, cause);
      disconnect();
      throw failure;
    } catch (KubernetesClientException e) {
      disconnect();
      throw ApiServerFailures.of(cluster, "Forwarding a port of Beta9's gateway", e);
    }
  }

  private static HttpResponse<String> await(
      CompletableFuture<HttpResponse<String>> response, WaitContext context)
      throws InterruptedException, ExecutionException {
    try {
      while (true) {
        context.throwIfCancelled();
        try {
          return response.get(CANCELLATION_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // The request has a timeout of its own.
          continue;
        }
      }
    } finally {
      response.cancel(true);
    }
  }

  private LocalPortForward open() {
    LocalPortForward current = forward;
    if (current == null || !current.isAlive()) {
      disconnect();
      // Bound to loopback explicitly: the default is every interface.
      current =
          cluster
              .client()
              .pods()
              .inNamespace(Gateway.NAMESPACE)
              .withName(pods.newestReady())
              .portForward(Gateway.HTTP_PORT, InetAddress.getLoopbackAddress(), 0);
      forward = current;
    }
    return current;
  }

  private void disconnect() {
    LocalPortForward current = forward;
    forward = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // It is not used again.
        return;
      }
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    disconnect();
  }
}
