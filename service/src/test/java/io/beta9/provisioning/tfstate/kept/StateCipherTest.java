package io.beta9.provisioning.tfstate.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class StateCipherTest {
  private static final byte[] STATE = "{\"serial\": 7}".getBytes(StandardCharsets.UTF_8);

  @Test
  void decrypts_what_it_has_encrypted() {
    byte[] encrypted = new StateCipher("sk_one").encrypt(STATE, new SecureRandom());

    assertThat(new String(encrypted, StandardCharsets.ISO_8859_1)).doesNotContain("serial");
    assertThat(new StateCipher("sk_one").decrypt(encrypted).orElseThrow()).isEqualTo(STATE);
  }

  @Test
  void rejects_a_state_that_was_encrypted_with_another_secret() {
    byte[] encrypted = new StateCipher("sk_one").encrypt(STATE, new SecureRandom());

    assertThat(new StateCipher("sk_two").decrypt(encrypted)).isEmpty();
    assertThat(new StateCipher("sk_one").decrypt(new byte[] {1})).isEmpty();
  }

  @Test
  void uses_another_nonce_for_each_encryption() {
    StateCipher cipher = new StateCipher("sk_one");
    SecureRandom random = new SecureRandom();

    assertThat(cipher.encrypt(STATE, random)).isNotEqualTo(cipher.encrypt(STATE, random));
  }
}
