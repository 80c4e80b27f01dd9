package io.beta9.provisioning.account;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The external id without which a role must not be assumable. AWS does not treat it as a secret,
 * but only its tenant sees it: knowing another tenant's id is not enough to make this service use
 * it.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">The confused
 *     deputy problem</a>
 */
public record ExternalId(String value) {
  private static final String PREFIX = "b9-";
  private static final int RANDOM_BYTES = 24;

  /** Returns a new external id of 192 random bits. */
  public static ExternalId random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ExternalId(PREFIX + HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
