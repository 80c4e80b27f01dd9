package io.beta9.provisioning.webhook;

import java.time.Duration;
import java.util.List;

/**
 * A delivery that this process is about to send.
 *
 * @param claim the number of attempts of the delivery, which identifies this attempt
 * @param attempt the number of this attempt in its period, from 1
 * @param elapsed the time since the period began
 * @param secrets the valid secrets, the newest first; empty if they cannot be decrypted
 */
record ClaimedDelivery(
    String id,
    int claim,
    int attempt,
    Duration elapsed,
    String messageId,
    String body,
    String url,
    List<WebhookSecret> secrets) {}
