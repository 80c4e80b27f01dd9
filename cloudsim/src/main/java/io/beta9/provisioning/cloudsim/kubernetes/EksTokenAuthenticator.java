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
 * Lets in who shows a token as EKS wants it: {@code k8s-aws-v1.} and a presigned request to STS for
 * the caller's identity, signed together with the cluster's name.
 */
final class EksTokenAuthenticator implements Authenticator {
  private static final Logger log = LoggerFactory.getLogger(EksTokenAuthenticator.class);
  private static final String PREFIX = "k8s-aws-v1.";
  // However short the URL itself is valid, EKS takes it for this long after it was signed.
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
      throw unauthorized("the token does not begin with " + PREFIX);
    }
    PresignedCallerIdentity identity;
    try {
      String url =
          new String(
              Base64.getUrlDecoder().decode(token.substring(PREFIX.length())),
              StandardCharsets.UTF_8);
      identity = PresignedCallerIdentity.parse(url);
    } catch (IllegalArgumentException e) {
      throw unauthorized("the token cannot be read: " + e.getMessage());
    }
    Instant now = clock.instant();
    if (identity.signedAt().isAfter(now.plus(TOKEN_VALIDITY))
        || !now.isBefore(identity.signedAt().plus(TOKEN_VALIDITY))) {
      throw unauthorized("the token was signed at " + identity.signedAt() + ", and it is " + now);
    }
    CallerDirectory.Caller caller =
        callers
            .findCaller(identity.accessKeyId())
            .orElseThrow(() -> unauthorized("no such access key: " + identity.accessKeyId()));
    Optional<String> session = caller.sessionToken();
    if (session.isPresent() && !session.equals(identity.sessionToken())) {
      throw unauthorized("the session token is not that of the access key");
    }
    Optional<String> secret = caller.secretAccessKey();
    if (secret.isPresent() && !identity.isSignedWith(secret.get(), cluster)) {
      throw unauthorized("the signature is wrong, or is for another cluster than " + cluster);
    }
    if (!callers.hasClusterAccess(account, region, cluster, caller.principalArn())) {
      throw unauthorized(caller.principalArn() + " has no access to cluster " + cluster);
    }
    return caller.principalArn();
  }

  private ApiException unauthorized(String why) {
    // A caller is told nothing more than that, as on AWS; who runs the simulator may want to know.
    log.info("Cluster {} refused a caller: {}", cluster, why);
    return ApiException.unauthorized();
  }
}
