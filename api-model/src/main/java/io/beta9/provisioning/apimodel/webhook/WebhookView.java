package io.beta9.provisioning.apimodel.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook.
 *
 * @param enabled whether deliveries are sent to it
 * @param previousSecretUntil until when deliveries are also signed with the secret before the last
 *     rotation
 * @param pendingDeliveries the number of deliveries that are still to be sent
 * @param deadDeliveries the number of deliveries that were given up
 */
public record WebhookView(
    String webhookId,
    String tenant,
    String url,
    String description,
    boolean enabled,
    @Nullable Instant previousSecretUntil,
    Instant createdAt,
    Instant updatedAt,
    int pendingDeliveries,
    int deadDeliveries) {}
