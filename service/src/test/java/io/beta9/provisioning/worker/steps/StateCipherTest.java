package io.beta9.provisioning.worker.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class StateCipherTest {
  private static final byte[] STATE =
      "{\"lineage\": \"a\", \"token\": \"very secret\"}".getBytes(StandardCharsets.UTF_8);

  @Test
  void what_is_sealed_comes_back_and_shows_nothing_meanwhile() {
    byte[] sealed = new StateCipher("sk_one").seal(STATE, new SecureRandom());

    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    assertThat(new StateCipher("sk_one").open(sealed)).isEqualTo(STATE);
  }

  @Test
  void another_environments_key_does_not_open_it() {
    byte[] sealed = new StateCipher("sk_one").seal(STATE, new SecureRandom());

    assertThatThrownBy(() -> new StateCipher("sk_two").open(sealed))
        .isInstanceOf(IllegalStateException.class);
  }
}
