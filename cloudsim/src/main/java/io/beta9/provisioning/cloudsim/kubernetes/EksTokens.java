package io.beta9.provisioning.cloudsim.kubernetes;

import io.beta9.provisioning.cloudsim.kubernetes.api.ApiFault;
import io.beta9.provisioning.cloudsim.kubernetes.api.Authenticator;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
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
final class EksTokens implements Authenticator {
  private static final Logger log = LoggerFactory.getLogger(EksTokens.class);
  private static final String PREFIX = "k8s-aws-v1.";
  // However short the URL itself is valid, EKS takes it for this long after it was signed.
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private final String account;
  private final String region;
  private final String cluster;
  private final TokenReviewer reviewer;
  private final InstantSource clock;

  EksTokens(
      String account, String region, String cluster, TokenReviewer reviewer, InstantSource clock) {
    this.account = account;
    this.region = region;
    this.cluster = cluster;
    this.reviewer = reviewer;
    this.clock = clock;
  }

  @Override
  public String userOf(HttpRequest request) {
    String header = request.header("authorization").orElse("");
    if (!header.startsWith("Bearer ")) {
      throw refused("no bearer token");
    }
    return userOf(header.substring("Bearer ".length()).strip());
  }

  String userOf(String token) {
    if (!token.startsWith(PREFIX)) {
      throw refused("the token does not begin with " + PREFIX);
    }
    PresignedIdentity identity;
    try {
      String url =
          new String(
              Base64.getUrlDecoder().decode(token.substring(PREFIX.length())),
              StandardCharsets.UTF_8);
      identity = PresignedIdentity.parse(url);
    } catch (IllegalArgumentException e) {
      throw refused("the token cannot be read: " + e.getMessage());
    }
    Instant now = clock.instant();
    if (identity.signedAt().isAfter(now.plus(LIFETIME))
        || !now.isBefore(identity.signedAt().plus(LIFETIME))) {
      throw refused("the token was signed at " + identity.signedAt() + ", and it is " + now);
    }
    TokenReviewer.Caller caller =
        reviewer
            .callerOf(identity.accessKeyId())
            .orElseThrow(() -> refused("no such access key: " + identity.accessKeyId()));
    Optional<String> session = caller.sessionToken();
    if (session.isPresent() && !session.equals(identity.sessionToken())) {
      throw refused("the session token is not that of the access key");
    }
    Optional<String> secret = caller.secretAccessKey();
    if (secret.isPresent() && !identity.isSignedWith(secret.get(), cluster)) {
      throw refused("the signature is wrong, or is for another cluster than " + cluster);
    }
    if (!reviewer.mayEnter(account, region, cluster, caller.principalArn())) {
      throw refused(caller.principalArn() + " has no access to cluster " + cluster);
    }
    return caller.principalArn();
  }

  private ApiFault refused(String why) {
    // A caller is told nothing more than that, as on AWS; who runs the simulator may want to know.
    log.info("Cluster {} refused a caller: {}", cluster, why);
    return ApiFault.unauthorized();
  }
}
