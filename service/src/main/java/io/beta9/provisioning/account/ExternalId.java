package io.beta9.provisioning.account;

import java.util.HexFormat;
import java.util.List;
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

  /**
   * Returns two wrong external ids that a trust policy with a wildcard accepts as well: one has the
   * first half of this id, the other its second half, and the rest is random. Neither half can be
   * completed by guessing.
   */
  public List<ExternalId> decoys(RandomGenerator random) {
    int middle = PREFIX.length() + (value.length() - PREFIX.length()) / 2;
    String head = value.substring(0, middle);
    String tail = value.substring(middle);
    String other = random(random).value();
    return List.of(
        new ExternalId(head + other.substring(other.length() - tail.length())),
        new ExternalId(other.substring(0, middle) + tail));
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
