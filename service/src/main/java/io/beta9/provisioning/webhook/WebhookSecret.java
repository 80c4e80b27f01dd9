package io.beta9.provisioning.webhook;

import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The secret that signs the deliveries of a webhook. Its text is {@code whsec_} and the key in
 * Base64, the form of the Standard Webhooks specification.
 */
public final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final int RANDOM_BYTES = 32;

  private final byte[] key;

  private WebhookSecret(byte[] key) {
    this.key = key;
  }

  public static WebhookSecret random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new WebhookSecret(bytes);
  }

  static WebhookSecret ofKey(byte[] key) {
    return new WebhookSecret(key.clone());
  }

  /**
   * Parses the text of a secret.
   *
   * @throws IllegalArgumentException if the text does not begin with the prefix or is not Base64
   */
  public static WebhookSecret parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a secret begins with " + PREFIX);
    }
    return new WebhookSecret(Base64.getDecoder().decode(text.substring(PREFIX.length())));
  }

  /** Returns the text that the receiver verifies signatures with. */
  public String text() {
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /** Returns a copy of the key. */
  byte[] key() {
    return key.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebhookSecret secret && Arrays.equals(key, secret.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return PREFIX + "***";
  }
}
