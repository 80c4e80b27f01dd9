package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.api.Authenticator;
import io.beta9.provisioning.cloudsim.kubernetes.aws.CallerDirectory;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates callers by EKS tokens: {@code k8s-aws-v1.} followed by a presigned {@code
 * GetCallerIdentity} request to STS whose signature covers the cluster's name.
 */
final class EksTokenAuthenticator implements Authenticator {
  private static final Logger log = LoggerFactory.getLogger(EksTokenAuthenticator.class);
  private static final String PREFIX = "k8s-aws-v1.";
  // EKS accepts a token for this long after it was signed, even if the presigned URL expires
  // earlier.
  private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(15);

  private final String account;
  private final String region;
  private final String cluster;
  private final CallerDirectory callers;
  private final InstantSource clock;

  EksTokenAuthenticator(
      String account,
      String region,
      String cluster,
      CallerDirectory reviewer,
      InstantSource clock) {
    this.account = account;
    this.region = region;
    this.cluster = cluster;
    this.callers = reviewer;
    this.clock = clock;
  }

  @Override
  public String authenticate(HttpRequest request) {
    String header = request.header("authorization").orElse("");
    if (!header.startsWith("Bearer ")) {
      throw unauthorized("no bearer token");
    }
    return authenticate(header.substring("Bearer ".length()).strip());
  }

  String authenticate(String token) {
    if (!token.startsWith(PREFIX)) {
      throw unauthorized("the token does not start with " + PREFIX);
    }
    PresignedCallerIdentity identity;
    try {
      String url =
          new String(
              Base64.getUrlDecoder().decode(token.substring(PREFIX.length())),
              StandardCharsets.UTF_8);
      identity = PresignedCallerIdentity.parse(url);
    } catch (IllegalArgumentException e) {
      throw unauthorized("malformed token: " + e.getMessage());
    }
    Instant now = clock.instant();
    if (identity.signedAt().isAfter(now.plus(TOKEN_VALIDITY))
        || !now.isBefore(identity.signedAt().plus(TOKEN_VALIDITY))) {
      throw unauthorized(
          "the token was signed at " + identity.signedAt() + ", which is not valid at " + now);
    }
    CallerDirectory.Caller caller =
        callers
            .findCaller(identity.accessKeyId())
            .orElseThrow(() -> unauthorized("unknown access key: " + identity.accessKeyId()));
    Optional<String> session = caller.sessionToken();
    if (session.isPresent() && !session.equals(identity.sessionToken())) {
      throw unauthorized("the session token does not belong to the access key");
    }
    Optional<String> secret = caller.secretAccessKey();
    if (secret.isPresent() && !identity.isSignedWith(secret.get(), cluster)) {
      throw unauthorized(
          "the signature is invalid or was made for a cluster other than " + cluster);
    }
    if (!callers.hasClusterAccess(account, region, cluster, caller.principalArn())) {
      throw unauthorized(caller.principalArn() + " has no access to cluster " + cluster);
    }
    return caller.principalArn();
  }

  private ApiException unauthorized(String reason) {
    // The response does not contain the reason, as on AWS.
    log.info("Cluster {} rejected a request: {}", cluster, reason);
    return ApiException.unauthorized();
  }
}
