package io.beta9.provisioning.tfstate.kept;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts states that are stored in the database. The key is derived (HKDF, RFC 5869) from a
 * secret in the customer's Secrets Manager, so that the database alone does not reveal a state.
 */
public final class StateCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;
  private static final String PURPOSE = "beta9-provisioning kept state";

  private final SecretKey key;

  public StateCipher(String environmentSecret) {
    try {
      this.key =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "AES",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(environmentSecret.getBytes(StandardCharsets.UTF_8))
                      .thenExpand(PURPOSE.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("JDK 25 and later provide HKDF", e);
    }
  }

  public byte[] encrypt(byte[] state, RandomGenerator random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] encrypted = encrypted(nonce, state);
    byte[] result = Arrays.copyOf(nonce, nonce.length + encrypted.length);
    System.arraycopy(encrypted, 0, result, nonce.length, encrypted.length);
    return result;
  }

  private byte[] encrypted(byte[] nonce, byte[] state) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, nonce, state);
    } catch (AEADBadTagException e) {
      throw new IllegalStateException("only a decryption checks a tag", e);
    }
  }

  /** Returns the state; empty if it was encrypted with another key, or is damaged. */
  public Optional<byte[]> decrypt(byte[] encrypted) {
    if (encrypted.length < NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          cipher(
              Cipher.DECRYPT_MODE,
              Arrays.copyOf(encrypted, NONCE_BYTES),
              Arrays.copyOfRange(encrypted, NONCE_BYTES, encrypted.length)));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    }
  }

  private byte[] cipher(int mode, byte[] nonce, byte[] text) throws AEADBadTagException {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(text);
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK provides AES-GCM", e);
    }
  }
}
