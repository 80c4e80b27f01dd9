package io.beta9.provisioning.aws.session;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/**
 * Options of AWS calls.
 *
 * @param endpointOverride the endpoint of all services, instead of AWS's own; S3 is then addressed
 *     by path
 * @param maxAttempts the maximum number of attempts of one call, including the first
 * @param attemptTimeout the timeout of one attempt
 * @param callTimeout the timeout of a call with all its attempts and delays
 */
public record AwsOptions(
    Optional<URI> endpointOverride,
    int maxAttempts,
    Duration attemptTimeout,
    Duration callTimeout) {

  /**
   * Returns the options with the endpoint of the SDK's own settings: {@code aws.endpointUrl},
   * AWS_ENDPOINT_URL.
   *
   * @throws IllegalArgumentException if that is not the URL of a server
   */
  public static AwsOptions fromProcess() {
    String url = System.getProperty("aws.endpointUrl", System.getenv("AWS_ENDPOINT_URL"));
    return at(Optional.ofNullable(url).filter(text -> !text.isBlank()).map(AwsOptions::uri));
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getScheme() != null && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Rejected below, like a URL without a host.
    }
    throw new IllegalArgumentException(
        "AWS_ENDPOINT_URL: '" + text + "' does not look like https://host:port");
  }

  /** Returns the default options with this endpoint. */
  public static AwsOptions at(Optional<URI> endpointOverride) {
    return new AwsOptions(endpointOverride, 10, Duration.ofSeconds(20), Duration.ofSeconds(120));
  }
}
