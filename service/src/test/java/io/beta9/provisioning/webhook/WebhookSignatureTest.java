package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
  /** The example of the Standard Webhooks libraries. */
  private static final WebhookSecret SECRET =
      WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  private static final String MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long TIMESTAMP = 1_614_265_330;
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void signs_the_example_of_the_specification() {
    assertThat(WebhookSignature.header(List.of(SECRET), MESSAGE, TIMESTAMP, BODY))
        .isEqualTo(SIGNATURE);
  }

  @Test
  void signs_with_both_secrets_during_a_rotation_the_newest_first() {
    WebhookSecret next = WebhookSecret.random(new SecureRandom());

    String[] signatures =
        WebhookSignature.header(List.of(next, SECRET), MESSAGE, TIMESTAMP, BODY).split(" ");

    assertThat(signatures).hasSize(2);
    assertThat(signatures[0])
        .isEqualTo(WebhookSignature.header(List.of(next), MESSAGE, TIMESTAMP, BODY))
        .isNotEqualTo(SIGNATURE);
    assertThat(signatures[1]).isEqualTo(SIGNATURE);
  }

  @Test
  void signs_the_bytes_of_the_body_in_utf_8() {
    assertThat(WebhookSignature.header(List.of(SECRET), MESSAGE, TIMESTAMP, "ü"))
        .isNotEqualTo(WebhookSignature.header(List.of(SECRET), MESSAGE, TIMESTAMP, "?"));
  }

  @Test
  void a_generated_secret_has_256_bits_and_is_equal_after_parsing_its_text() {
    WebhookSecret secret = WebhookSecret.random(new SecureRandom());

    assertThat(secret.text()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(WebhookSecret.parse(secret.text())).isEqualTo(secret);
    assertThat(secret.toString()).doesNotContain(secret.text().substring(6));
  }

  @Test
  void rejects_a_text_that_is_not_a_secret() {
    assertThatThrownBy(() -> WebhookSecret.parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookSecret.parse("whsec_*"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
