package io.beta9.provisioning.apimodel.webhook;

/**
 * The result of replaying what was given up.
 *
 * @param replayed the number of deliveries that are sent again
 * @param remaining the number of those that remain, because too many would be pending
 */
public record WebhookReplayResult(int replayed, int remaining) {}
