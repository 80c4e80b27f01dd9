package io.beta9.provisioning.intake.webhook;

import io.beta9.provisioning.webhook.WebhookId;

/** Thrown if an event is to be sent to a webhook that is disabled. */
public final class WebhookDisabledException extends RuntimeException {
  public WebhookDisabledException(WebhookId webhook) {
    super(
        "webhook "
            + webhook
            + " is disabled: enable it with './provisioner webhooks update "
            + webhook
            + " --enabled'");
  }
}
