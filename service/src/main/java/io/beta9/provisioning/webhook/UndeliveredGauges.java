package io.beta9.provisioning.webhook;

import io.beta9.provisioning.metrics.RefreshedValue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/**
 * Publishes {@code provisioning_webhook_undelivered{state}}: the deliveries of all tenants that are
 * pending or were given up. NaN while the database is unavailable.
 */
final class UndeliveredGauges {
  private final RefreshedValue<Map<DeliveryState, Long>> undelivered;

  UndeliveredGauges(DeliveryClaimRepository claims, MeterRegistry meters) {
    this.undelivered =
        new RefreshedValue<>(
            claims::undelivered, Map.of(), RefreshedValue.RefreshPolicy.SCRAPE, System::nanoTime);
    register(DeliveryState.PENDING, meters);
    register(DeliveryState.DEAD, meters);
  }

  private void register(DeliveryState state, MeterRegistry meters) {
    Gauge.builder("provisioning.webhook.undelivered", this, gauges -> gauges.number(state))
        .description("Deliveries of webhooks that are pending or were given up")
        .tag("state", state.code())
        .register(meters);
  }

  private double number(DeliveryState state) {
    Long number = undelivered.get().get(state);
    return number == null ? Double.NaN : number;
  }
}
