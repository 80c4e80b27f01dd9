package io.beta9.provisioning.terraform.process;

import java.time.Duration;
import java.time.Instant;

/**
 * AWS credentials that expire.
 *
 * @param issuedAt when they became valid
 */
public record TemporaryCredentials(
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    Instant issuedAt,
    Instant expiresAt) {

  /** Returns whether half of their lifetime has passed, so that they should be replaced. */
  public boolean isDueForRenewal(Instant now) {
    return !now.isBefore(issuedAt.plus(Duration.between(issuedAt, expiresAt).dividedBy(2)));
  }

  @Override
  public String toString() {
    return "TemporaryCredentials[" + accessKeyId + ", until " + expiresAt + "]";
  }
}
