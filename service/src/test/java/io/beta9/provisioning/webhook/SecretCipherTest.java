package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SecretCipherTest {
  private static final RandomGenerator RANDOM = new SecureRandom();

  private final WebhookId webhook = WebhookId.random(RANDOM);
  private final WebhookSecret secret = WebhookSecret.random(RANDOM);
  private final SecretCipher plain = new SecretCipher(null, RANDOM);
  private final SecretCipher encrypting = new SecretCipher("key", RANDOM);

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void opens_what_it_sealed_with_and_without_a_key() {
    assertThat(plain.open(webhook, plain.seal(webhook, secret))).contains(secret);
    assertThat(encrypting.open(webhook, encrypting.seal(webhook, secret))).contains(secret);
  }

  @Test
  void an_encrypted_secret_is_not_readable_and_never_sealed_the_same_way() {
    byte[] sealed = encrypting.seal(webhook, secret);

    assertThat(text(sealed)).doesNotContain(text(secret.key()));
    assertThat(encrypting.seal(webhook, secret)).isNotEqualTo(sealed);
  }

  @Test
  void an_encrypted_secret_opens_neither_with_another_key_nor_for_another_webhook() {
    byte[] sealed = encrypting.seal(webhook, secret);

    assertThat(new SecretCipher("other", RANDOM).open(webhook, sealed)).isEmpty();
    assertThat(plain.open(webhook, sealed)).isEmpty();
    assertThat(encrypting.open(WebhookId.random(RANDOM), sealed)).isEmpty();
    sealed[sealed.length - 1] ^= 1;
    assertThat(encrypting.open(webhook, sealed)).isEmpty();
  }

  @Test
  void a_secret_that_was_stored_before_the_installation_had_a_key_still_opens() {
    assertThat(encrypting.open(webhook, plain.seal(webhook, secret))).contains(secret);
  }
}
