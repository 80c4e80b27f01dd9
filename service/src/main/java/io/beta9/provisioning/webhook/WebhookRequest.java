package io.beta9.provisioning.webhook;

/**
 * A signed request, ready to be sent.
 *
 * @param messageId the header {@code webhook-id}
 * @param epochSeconds the header {@code webhook-timestamp}
 * @param signature the header {@code webhook-signature}
 */
record WebhookRequest(
    WebhookUrl url, String messageId, long epochSeconds, String signature, String body) {}
