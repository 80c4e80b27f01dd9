package io.beta9.provisioning.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code webhook-signature}: for each valid secret {@code v1,} and the HMAC-SHA256 of
 * id, timestamp and body, separated by spaces.
 */
final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";

  private WebhookSignature() {}

  /**
   * Returns the header.
   *
   * @param messageId the header {@code webhook-id}
   * @param epochSeconds the header {@code webhook-timestamp}
   * @param secrets the valid secrets, the newest first
   */
  static String header(
      List<WebhookSecret> secrets, String messageId, long epochSeconds, String body) {
    byte[] signed = (messageId + "." + epochSeconds + "." + body).getBytes(StandardCharsets.UTF_8);
    return secrets.stream()
        .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret.key(), signed)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] hmac(byte[] key, byte[] signed) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
