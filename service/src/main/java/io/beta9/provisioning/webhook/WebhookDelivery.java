package io.beta9.provisioning.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event that is delivered to one webhook.
 *
 * @param id identifies the delivery: {@code whd_} and hexadecimal digits
 * @param messageId the header {@code webhook-id} and the id of the CloudEvent; the same for every
 *     attempt and for every webhook that receives the event
 * @param type the type of the CloudEvent
 * @param environmentId null for a test event
 * @param attempts how often it was sent
 * @param nextAttemptAt null unless it is pending
 * @param status the status of the latest response; null if there was none
 * @param error why the latest attempt failed; null if none has failed
 * @param finishedAt when it was accepted or given up; null if it is pending
 */
public record WebhookDelivery(
    String id,
    WebhookId webhook,
    String messageId,
    String type,
    @Nullable String environmentId,
    DeliveryState state,
    int attempts,
    Instant createdAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Instant lastAttemptAt,
    @Nullable Integer status,
    @Nullable String error,
    @Nullable Instant finishedAt) {}
