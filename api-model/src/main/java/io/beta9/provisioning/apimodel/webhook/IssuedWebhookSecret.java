package io.beta9.provisioning.apimodel.webhook;

import io.beta9.provisioning.apimodel.SecretBearing;
import org.jspecify.annotations.Nullable;

/**
 * A webhook whose secret was generated.
 *
 * @param secret what the receiver verifies signatures with; null if the request was repeated,
 *     because it is returned once only
 */
public record IssuedWebhookSecret(WebhookView webhook, @Nullable String secret)
    implements SecretBearing {
  @Override
  public IssuedWebhookSecret withoutSecret() {
    return new IssuedWebhookSecret(webhook, null);
  }

  @Override
  public String toString() {
    return "IssuedWebhookSecret[webhook=" + webhook + ", secret=***]";
  }
}
