package io.beta9.provisioning.aws.session;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/**
 * How AWS is called.
 *
 * @param endpointOverride where AWS is when it is not at its own address; S3 is then addressed by
 *     path
 * @param maxAttempts of one call, the first among them
 * @param attemptTimeout for one attempt
 * @param callTimeout for a call with all its attempts and pauses
 */
public record AwsOptions(
    Optional<URI> endpointOverride,
    int maxAttempts,
    Duration attemptTimeout,
    Duration callTimeout) {

  /**
   * The SDK's own settings say where AWS is: {@code aws.endpointUrl}, AWS_ENDPOINT_URL.
   *
   * @throws IllegalArgumentException where that is no address
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
      // Told below, like one that is no address of a server.
    }
    throw new IllegalArgumentException(
        "AWS_ENDPOINT_URL: '" + text + "' does not look like https://host:port");
  }

  public static AwsOptions at(Optional<URI> endpointOverride) {
    return new AwsOptions(endpointOverride, 10, Duration.ofSeconds(20), Duration.ofSeconds(120));
  }
}
