package io.beta9.provisioning.intake.webhook;

import io.beta9.provisioning.access.TenantId;

/** Thrown if a tenant has as many webhooks as it may have. */
public final class WebhookLimitException extends RuntimeException {
  public WebhookLimitException(TenantId tenant, int limit) {
    super(
        "tenant "
            + tenant
            + " has "
            + limit
            + " webhooks, the maximum: remove one with './provisioner webhooks remove ID'");
  }
}
