package io.beta9.provisioning.apimodel.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that is delivered to a webhook.
 *
 * @param messageId the header {@code webhook-id} and the id of the CloudEvent
 * @param type the type of the CloudEvent
 * @param environmentId absent for a test event
 * @param state {@code pending}, {@code delivered}, or {@code dead} if it was given up
 * @param attempts how often it was sent
 * @param nextAttemptAt when it is sent again, if it is pending
 * @param status the status of the latest response
 * @param error why the latest attempt failed
 * @param finishedAt when it was accepted or given up
 */
public record WebhookDeliveryView(
    String deliveryId,
    String webhookId,
    String messageId,
    String type,
    @Nullable String environmentId,
    String state,
    int attempts,
    Instant createdAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant lastAttemptAt,
    @Nullable Integer status,
    @Nullable String error,
    @Nullable Instant finishedAt) {}
