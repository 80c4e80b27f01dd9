package io.beta9.provisioning.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The bearer token: {@code b9p_} and 256 random bits in hexadecimal. Because of this entropy, a
 * plain SHA-256 hash protects it; a slow hash would only delay every request.
 */
public record KeySecret(String text) {
  private static final String PREFIX = "b9p_";

  public static KeySecret random(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return new KeySecret(PREFIX + HexFormat.of().formatHex(bytes));
  }

  /** Returns the hash that is stored. */
  public byte[] sha256() {
    return sha256(text);
  }

  /**
   * Returns the hash that is stored for keys with an expiry or a role that the version before 0.2
   * does not know: it computes {@link #sha256} and rejects such a key as unknown.
   */
  public byte[] restrictedSha256() {
    return sha256("restricted:" + text);
  }

  /** Returns the first characters, by which a key can be identified but not used. */
  public String prefix() {
    return text.substring(0, Math.min(text.length(), PREFIX.length() + 8));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
