package io.beta9.provisioning.webhook;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The id of a webhook: {@code whk_} and twelve hexadecimal digits. */
public record WebhookId(String value) {
  private static final Pattern FORM = Pattern.compile("whk_[0-9a-f]{12}");
  private static final int RANDOM_BYTES = 6;

  public WebhookId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is not the id of a webhook");
    }
  }

  /** Returns the id with this text; empty if it is not one. */
  public static Optional<WebhookId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new WebhookId(text)) : Optional.empty();
  }

  public static WebhookId random(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new WebhookId("whk_" + HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
