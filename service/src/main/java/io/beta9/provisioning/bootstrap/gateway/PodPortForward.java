package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Forwards a port of a gateway's pod to this process for one request. */
final class PodPortForward {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ClusterAccess cluster;
  private final String namespace;
  private final int port;
  private final GatewayPods pods;

  PodPortForward(ClusterAccess cluster, String namespace, int port, GatewayPods pods) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.port = port;
    this.pods = pods;
  }

  /** Sends one request with a bearer token. */
  ProxiedGateway.GatewayResponse send(String method, String path, String token, String body)
      throws InterruptedException {
    String pod = pods.newestReady();
    // Bound to loopback explicitly: the default is every interface.
    try (LocalPortForward forward =
        cluster
            .client()
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .portForward(port, InetAddress.getLoopbackAddress(), 0)) {
      return send(forward, pod, method, path, token, body);
    } catch (IOException e) {
      throw ApiServerFailures.unreachable(
          cluster, "Forwarding a port of pod " + pod, e.toString(), e);
    } catch (KubernetesClientException e) {
      throw ApiServerFailures.of(cluster, "Forwarding a port of pod " + pod, e);
    }
  }

  private ProxiedGateway.GatewayResponse send(
      LocalPortForward forward, String pod, String method, String path, String token, String body)
      throws InterruptedException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build()) {
      URI uri =
          URI.create(
              "http://"
                  + InetAddress.getLoopbackAddress().getHostAddress()
                  + ":"
                  + forward.getLocalPort()
                  + path);
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .timeout(TIMEOUT)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body.isEmpty()
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> response =
          http.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofString(), ProxiedGateway.MAX_RESPONSE_BYTES));
      // An open connection would delay closing the client.
      http.shutdownNow();
      return new ProxiedGateway.GatewayResponse(response.statusCode(), response.body());
    } catch (IOException e) {
      throw PortForwardFailures.of(cluster, "Calling Beta9's gateway in pod " + pod, forward, e);
    }
  }
}
