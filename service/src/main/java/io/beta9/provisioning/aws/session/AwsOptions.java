package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.settings.AwsSettings;
import io.beta9.provisioning.settings.ProcessEnvironment;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Options of AWS calls.
 *
 * @param endpointOverride the endpoint of all services, instead of AWS's own; S3 is then addressed
 *     by path
 * @param webIdentity the identity of this process, if its platform provides one
 * @param maxAttempts the maximum number of attempts of one call, including the first
 * @param attemptTimeout the timeout of one attempt
 * @param callTimeout the timeout of a call with all its attempts and delays
 */
public record AwsOptions(
    Optional<URI> endpointOverride,
    Optional<WebIdentity> webIdentity,
    int maxAttempts,
    Duration attemptTimeout,
    Duration callTimeout) {

  public AwsOptions(
      Optional<URI> endpointOverride,
      int maxAttempts,
      Duration attemptTimeout,
      Duration callTimeout) {
    this(endpointOverride, Optional.empty(), maxAttempts, attemptTimeout, callTimeout);
  }

  /** Returns the options of a process with these settings. */
  public static AwsOptions of(AwsSettings settings) {
    return with(
        Optional.ofNullable(settings.endpointUrl()), WebIdentity.of(ProcessEnvironment.current()));
  }

  /** Returns the default options with this endpoint. */
  public static AwsOptions at(Optional<URI> endpointOverride) {
    return with(endpointOverride, Optional.empty());
  }

  private static AwsOptions with(
      Optional<URI> endpointOverride, Optional<WebIdentity> webIdentity) {
    return new AwsOptions(
        endpointOverride, webIdentity, 10, Duration.ofSeconds(20), Duration.ofSeconds(120));
  }
}
