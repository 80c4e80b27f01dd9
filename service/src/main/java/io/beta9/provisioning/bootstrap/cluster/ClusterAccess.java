package io.beta9.provisioning.bootstrap.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Access to one cluster. Tokens are renewed before they expire, so a wait may last longer than a
 * token is valid.
 */
public final class ClusterAccess implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A token is valid for at least a minute. Creating one is cheap. */
  private static final Duration TOKEN_REUSE_PERIOD = Duration.ofSeconds(45);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final Coordinates coordinates;
  private final ClusterTokens tokens;
  private final Clock clock;
  private final KubernetesClient client;
  private @Nullable String token;
  private Instant tokenCreatedAt = Instant.MIN;

  /**
   * Identifies a cluster and its endpoint.
   *
   * @param certificateAuthority the PEM of its certificate authority in base64, as returned by
   *     DescribeCluster
   */
  public record Coordinates(
      String name, String region, String endpoint, String certificateAuthority) {}

  public ClusterAccess(Coordinates coordinates, ClusterTokens tokens, Clock clock) {
    this.coordinates = coordinates;
    this.tokens = tokens;
    this.clock = clock;
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(coordinates.endpoint())
            .withCaCertData(coordinates.certificateAuthority())
            .withOauthTokenProvider(this::token)
            .withConnectionTimeout((int) CONNECT_TIMEOUT.toMillis())
            .withRequestTimeout((int) REQUEST_TIMEOUT.toMillis())
            .withRequestRetryBackoffLimit(3)
            .withOnlyHttpWatches(true)
            .build();
    this.client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new ClusterHttpClientFactory())
            .build();
  }

  public Coordinates coordinates() {
    return coordinates;
  }

  public KubernetesClient client() {
    return client;
  }

  /**
   * Returns a client that does not retry: for requests that are not idempotent, and for those whose
   * rejection is a valid result.
   */
  public HttpClient httpClientWithoutRetries() {
    return client
        .newClient(
            new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(0)
                .build())
        .getHttpClient();
  }

  /** Returns a token that is valid for at least some seconds more. */
  synchronized String token() {
    Instant now = clock.instant();
    String current = token;
    if (current == null || now.isAfter(tokenCreatedAt.plus(TOKEN_REUSE_PERIOD))) {
      current = tokens.create();
      token = current;
      tokenCreatedAt = now;
    }
    return current;
  }

  /** Returns a kubeconfig for one call of Helm, with a new token. */
  public String kubeconfig() {
    return Kubeconfig.withToken(coordinates, tokens.create());
  }

  @Override
  public void close() {
    client.close();
  }
}
