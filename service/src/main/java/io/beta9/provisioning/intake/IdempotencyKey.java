package io.beta9.provisioning.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A caller's word that a repeated request is the same one. It is kept with what the first request
 * wrote, in the same transaction: either both are there or neither.
 *
 * @param requestSha256 so that a key used for another request is noticed
 */
public record IdempotencyKey(String key, byte[] requestSha256) {
  /** Longer keys are refused: they are kept, and come from outside. */
  public static final int LONGEST = 255;

  /** The key of a request with this method, path and body. */
  public static IdempotencyKey of(String key, String request, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(request.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return new IdempotencyKey(key, digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
