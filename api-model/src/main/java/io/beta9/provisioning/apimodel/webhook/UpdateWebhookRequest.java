package io.beta9.provisioning.apimodel.webhook;

import org.jspecify.annotations.Nullable;

/**
 * A request to change a webhook. What is absent remains as it is.
 *
 * @param url the receiver: {@code https}, with a public address
 * @param description what it is for; at most 200 characters
 * @param enabled whether deliveries are sent to it
 */
public record UpdateWebhookRequest(
    @Nullable String url, @Nullable String description, @Nullable Boolean enabled) {}
