package io.beta9.provisioning.api.webhook;

import io.beta9.provisioning.apimodel.webhook.IssuedWebhookSecret;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.intake.webhook.WebhookRequests.IssuedSecret;
import io.beta9.provisioning.webhook.Webhook;
import io.beta9.provisioning.webhook.WebhookDelivery;

/** The records of the API for webhooks. */
final class WebhookViews {
  private WebhookViews() {}

  static WebhookView view(Webhook webhook) {
    return new WebhookView(
        webhook.id().value(),
        webhook.tenant().value(),
        webhook.url(),
        webhook.description(),
        webhook.enabled(),
        webhook.previousSecretUntil(),
        webhook.createdAt(),
        webhook.updatedAt(),
        webhook.pending(),
        webhook.dead());
  }

  static IssuedWebhookSecret view(IssuedSecret issued) {
    return new IssuedWebhookSecret(view(issued.webhook()), issued.secret().text());
  }

  static WebhookDeliveryView view(WebhookDelivery delivery) {
    return new WebhookDeliveryView(
        delivery.id(),
        delivery.webhook().value(),
        delivery.messageId(),
        delivery.type(),
        delivery.environmentId(),
        delivery.state().code(),
        delivery.attempts(),
        delivery.createdAt(),
        delivery.nextAttemptAt(),
        delivery.lastAttemptAt(),
        delivery.status(),
        delivery.error(),
        delivery.finishedAt());
  }
}
