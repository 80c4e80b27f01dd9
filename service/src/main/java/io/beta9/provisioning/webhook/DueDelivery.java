package io.beta9.provisioning.webhook;

import io.beta9.provisioning.access.TenantId;

/** A delivery that is due. */
record DueDelivery(String id, WebhookId webhook, TenantId tenant) {}
