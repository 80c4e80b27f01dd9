package io.beta9.provisioning.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts attempts: {@code provisioning_webhook_attempts_total{outcome}}. */
final class WebhookMetrics {

  /** What an attempt led to. */
  enum AttemptOutcome {
    DELIVERED,
    POSTPONED,
    DEAD
  }

  private final Map<AttemptOutcome, Counter> attempts = new EnumMap<>(AttemptOutcome.class);

  WebhookMetrics(MeterRegistry meters) {
    for (AttemptOutcome outcome : AttemptOutcome.values()) {
      attempts.put(
          outcome,
          Counter.builder("provisioning.webhook.attempts")
              .description("Attempts to deliver a webhook by what they led to")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  void count(AttemptOutcome outcome) {
    java.util.Objects.requireNonNull(attempts.get(outcome)).increment();
  }
}
