package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ApiServerFailures;
import io.beta9.provisioning.bootstrap.cluster.ClusterAccess;
import io.beta9.provisioning.failure.FailureException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps errors of a forwarded port, which the client of the port sees as a closed connection. */
final class PortForwardFailures {
  private PortForwardFailures() {}

  /**
   * Returns the failure of a request over a forwarded port.
   *
   * @param forward null if the port was not forwarded
   */
  static FailureException of(
      ClusterAccess cluster, String doing, @Nullable LocalPortForward forward, Throwable error) {
    return rejection(forward)
        .map(rejected -> ApiServerFailures.of(cluster, doing, rejected))
        .orElseGet(() -> ApiServerFailures.unreachable(cluster, doing, error.toString(), error));
  }

  /** Returns why the API server does not forward the port. */
  private static Optional<KubernetesClientException> rejection(@Nullable LocalPortForward forward) {
    if (forward == null) {
      return Optional.empty();
    }
    return Stream.concat(
            forward.getClientThrowables().stream(), forward.getServerThrowables().stream())
        .flatMap(PortForwardFailures::causes)
        .flatMap(PortForwardFailures::asRejection)
        .findFirst();
  }

  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause).limit(10);
  }

  private static Stream<KubernetesClientException> asRejection(Throwable cause) {
    return switch (cause) {
      case KubernetesClientException e when e.getCode() > 0 -> Stream.of(e);
      case WebSocketHandshakeException e ->
          Stream.of(
              new KubernetesClientException(
                  "the API server does not forward the port", e.getResponse().code(), null));
      default -> Stream.empty();
    };
  }
}
