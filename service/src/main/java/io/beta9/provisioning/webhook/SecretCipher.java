package io.beta9.provisioning.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The form in which secrets of webhooks are stored: encrypted with AES-256-GCM if the installation
 * has a key, and as they are otherwise. The id of the webhook is authenticated as well, so that a
 * stored secret cannot be decrypted in another row. The first byte is the form.
 */
public final class SecretCipher {
  private static final byte PLAIN = 0;
  private static final byte ENCRYPTED = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;
  private static final String PURPOSE = "beta9-provisioning webhook secret";

  private final @Nullable SecretKey key;
  private final RandomGenerator random;

  /**
   * @param encryptionKey the text from which the key is derived (HKDF, RFC 5869); null if secrets
   *     are not encrypted
   */
  public SecretCipher(@Nullable String encryptionKey, RandomGenerator random) {
    this.key = encryptionKey == null ? null : derive(encryptionKey);
    this.random = random;
  }

  private static SecretKey derive(String encryptionKey) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(encryptionKey.getBytes(StandardCharsets.UTF_8))
                  .thenExpand(PURPOSE.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 and later provide HKDF", e);
    }
  }

  byte[] seal(WebhookId webhook, WebhookSecret secret) {
    byte[] text = secret.key();
    if (key == null) {
      return ByteBuffer.allocate(1 + text.length).put(PLAIN).put(text).array();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, webhook).doFinal(text);
      return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
          .put(ENCRYPTED)
          .put(nonce)
          .put(encrypted)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encrypting the secret of a webhook failed", e);
    }
  }

  /** Returns the secret; empty if it was encrypted with a key that this installation lacks. */
  Optional<WebhookSecret> open(WebhookId webhook, byte[] sealed) {
    ByteBuffer stored = ByteBuffer.wrap(sealed);
    if (stored.get() == PLAIN) {
      return Optional.of(WebhookSecret.ofKey(rest(stored)));
    }
    if (key == null) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    stored.get(nonce);
    try {
      return Optional.of(
          WebhookSecret.ofKey(
              cipher(Cipher.DECRYPT_MODE, key, nonce, webhook).doFinal(rest(stored))));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // Encrypted with another key, or changed.
    }
  }

  private static byte[] rest(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, WebhookId webhook)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(webhook.value().getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
