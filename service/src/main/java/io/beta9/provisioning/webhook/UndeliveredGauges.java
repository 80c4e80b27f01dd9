package io.beta9.provisioning.webhook;

import io.beta9.provisioning.metrics.RefreshedValue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Publishes what webhooks of all tenants have not received: {@code
 * provisioning_webhook_undelivered{state}}, {@code provisioning_webhook_dead_last_hour} and {@code
 * provisioning_webhooks_failing}. NaN while the database is unavailable.
 */
final class UndeliveredGauges {
  /** A webhook with a delivery that has been pending for so long is failing. */
  static final Duration FAILING_AFTER = Duration.ofHours(1);

  private final RefreshedValue<Optional<UndeliveredCounts>> undelivered;

  /**
   * What is not delivered.
   *
   * @param pending deliveries that are not accepted yet
   * @param dead deliveries that were given up
   * @param deadLastHour those that enabled webhooks lost within the last hour
   * @param failingWebhooks enabled webhooks with a delivery that has been pending for {@link
   *     #FAILING_AFTER}
   */
  record UndeliveredCounts(long pending, long dead, long deadLastHour, long failingWebhooks) {}

  UndeliveredGauges(DeliveryClaimRepository claims, MeterRegistry meters) {
    this.undelivered =
        new RefreshedValue<>(
            () -> Optional.of(claims.undelivered()),
            Optional.empty(),
            RefreshedValue.RefreshPolicy.SCRAPE,
            System::nanoTime);
    register(DeliveryState.PENDING, UndeliveredCounts::pending, meters);
    register(DeliveryState.DEAD, UndeliveredCounts::dead, meters);
    Gauge.builder(
            "provisioning.webhook.dead.last.hour",
            this,
            gauges -> gauges.number(UndeliveredCounts::deadLastHour))
        .description("Deliveries of enabled webhooks that were given up within the last hour")
        .register(meters);
    Gauge.builder(
            "provisioning.webhooks.failing",
            this,
            gauges -> gauges.number(UndeliveredCounts::failingWebhooks))
        .description("Enabled webhooks with a delivery that has been pending for an hour")
        .register(meters);
  }

  private void register(
      DeliveryState state, ToLongFunction<UndeliveredCounts> count, MeterRegistry meters) {
    Gauge.builder("provisioning.webhook.undelivered", this, gauges -> gauges.number(count))
        .description("Deliveries of webhooks that are pending or were given up")
        .tag("state", state.code())
        .register(meters);
  }

  private double number(ToLongFunction<UndeliveredCounts> count) {
    return undelivered.get().map(counts -> (double) count.applyAsLong(counts)).orElse(Double.NaN);
  }
}
