package io.beta9.provisioning.apimodel.webhook;

import io.beta9.provisioning.apimodel.Required;
import org.jspecify.annotations.Nullable;

/**
 * A request to create a webhook.
 *
 * @param url the receiver: {@code https}, with a public address
 * @param description what it is for; at most 200 characters
 * @param enabled whether deliveries are sent to it; true by default
 */
public record CreateWebhookRequest(
    @Required @Nullable String url, @Nullable String description, @Nullable Boolean enabled) {}
