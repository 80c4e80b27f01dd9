package io.beta9.provisioning.aws;

import java.net.URI;
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

  /** The SDK's own settings say where AWS is: {@code aws.endpointUrl}, AWS_ENDPOINT_URL. */
  public static AwsOptions fromProcess() {
    String url = System.getProperty("aws.endpointUrl", System.getenv("AWS_ENDPOINT_URL"));
    return at(Optional.ofNullable(url).filter(text -> !text.isBlank()).map(URI::create));
  }

  public static AwsOptions at(Optional<URI> endpointOverride) {
    return new AwsOptions(endpointOverride, 10, Duration.ofSeconds(20), Duration.ofSeconds(120));
  }
}
