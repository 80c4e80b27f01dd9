package io.beta9.provisioning.intake;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Identifies repetitions of one request. It is stored in the same transaction as the effect of the
 * first request.
 *
 * @param requestSha256 the hash of the request, which detects that a key is used for another one
 */
public record IdempotencyKey(String key, byte[] requestSha256) {
  /** The maximum length, because keys are external input and stored. */
  public static final int MAX_LENGTH = 255;

  /** Creates the key of a request with this method, path and body. */
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
