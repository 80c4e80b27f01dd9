package io.beta9.provisioning.webhook;

import io.beta9.provisioning.access.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of a tenant, without its secrets.
 *
 * @param enabled whether changes are recorded for it and deliveries are sent to it
 * @param previousSecretUntil the time until which deliveries are also signed with the secret before
 *     the rotation; null if there is no such secret
 * @param pending the number of deliveries that are still to be sent
 * @param dead the number of deliveries that were given up
 */
public record Webhook(
    WebhookId id,
    TenantId tenant,
    String url,
    String description,
    boolean enabled,
    @Nullable Instant previousSecretUntil,
    Instant createdAt,
    Instant updatedAt,
    int pending,
    int dead) {}
