package io.beta9.provisioning.webhook;

import io.beta9.provisioning.network.AddressPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a claimed delivery once and records what came of it. */
final class DeliveryAttempt {
  private static final Logger log = LoggerFactory.getLogger(DeliveryAttempt.class);

  private final DeliveryClaimRepository claims;
  private final WebhookSender sender;
  private final AddressPolicy addresses;
  private final WebhookMetrics metrics;
  private final Clock clock;
  private final RandomGenerator random;

  DeliveryAttempt(
      DeliveryClaimRepository claims,
      WebhookSender sender,
      AddressPolicy addresses,
      WebhookMetrics metrics,
      Clock clock,
      RandomGenerator random) {
    this.claims = claims;
    this.sender = sender;
    this.addresses = addresses;
    this.metrics = metrics;
    this.clock = clock;
    this.random = random;
  }

  void execute(ClaimedDelivery delivery) {
    boolean recorded =
        switch (result(delivery)) {
          case AttemptResult.ReceiverAccepted accepted -> delivered(delivery, accepted.status());
          case AttemptResult.ReceiverRejected rejected when rejected.isFinal() ->
              giveUp(delivery, rejected.status(), rejected.description());
          case AttemptResult.ReceiverRejected rejected ->
              failed(delivery, rejected.status(), rejected.description());
          case AttemptResult.NoResponse unanswered -> failed(delivery, null, unanswered.reason());
        };
    if (!recorded) {
      log.debug("Delivery {} was claimed again before its result was recorded", delivery.id());
    }
  }

  private AttemptResult result(ClaimedDelivery delivery) {
    try {
      return send(delivery);
    } catch (RuntimeException e) {
      // A defect. Recorded as a failed attempt: otherwise the delivery would be repeated after each
      // lease without end, because only recorded attempts count.
      log.error("Delivery {} could not be sent", delivery.id(), e);
      return new AttemptResult.NoResponse("an internal error occurred; see the log of the service");
    }
  }

  private AttemptResult send(ClaimedDelivery delivery) {
    if (delivery.secrets().isEmpty()) {
      return new AttemptResult.NoResponse(
          "the secret cannot be decrypted with WEBHOOK_ENCRYPTION_KEY; rotate it");
    }
    WebhookUrl url;
    try {
      url = WebhookUrl.parse(delivery.url(), addresses);
    } catch (IllegalArgumentException e) {
      // The rules have changed since the webhook was created.
      return new AttemptResult.NoResponse("the URL " + e.getMessage());
    }
    long now = clock.instant().getEpochSecond();
    return sender.send(
        new WebhookRequest(
            url,
            delivery.messageId(),
            now,
            WebhookSignature.header(delivery.secrets(), delivery.messageId(), now, delivery.body()),
            delivery.body()));
  }

  private boolean delivered(ClaimedDelivery delivery, int status) {
    metrics.count(WebhookMetrics.AttemptOutcome.DELIVERED);
    return claims.delivered(delivery, status);
  }

  private boolean failed(ClaimedDelivery delivery, @Nullable Integer status, String error) {
    Optional<Duration> delay =
        RedeliverySchedule.delay(delivery.attempt(), delivery.elapsed(), random::nextDouble);
    if (delay.isEmpty()) {
      return giveUp(delivery, status, error);
    }
    metrics.count(WebhookMetrics.AttemptOutcome.POSTPONED);
    return claims.postpone(delivery, status, error, delay.get());
  }

  private boolean giveUp(ClaimedDelivery delivery, @Nullable Integer status, String error) {
    metrics.count(WebhookMetrics.AttemptOutcome.DEAD);
    return claims.giveUp(delivery, status, error);
  }
}
