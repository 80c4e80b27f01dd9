package io.beta9.provisioning.webhook;

/** Sends requests to receivers. */
@FunctionalInterface
interface WebhookSender {
  /** Sends one request and returns what came of it, within a bounded time. */
  AttemptResult send(WebhookRequest request);
}
