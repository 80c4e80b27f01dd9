package io.beta9.provisioning.worker.liveness;

import io.beta9.provisioning.operation.TerminationEvidence;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * {@code provisioning_takeovers_total{evidence}}: operations that this worker released because
 * their owner was dead, by the evidence of its death.
 */
public final class TakeoverMetrics {
  private final MeterRegistry meters;

  /** Registers a counter for every kind of evidence. */
  public TakeoverMetrics(MeterRegistry meters) {
    this.meters = meters;
    TerminationEvidence.CODES.forEach(this::counter);
  }

  void released(TerminationEvidence evidence, int operations) {
    counter(evidence.code()).increment(operations);
  }

  private Counter counter(String evidence) {
    return Counter.builder("provisioning.takeovers")
        .description("Operations that were released because their worker was dead")
        .tag("evidence", evidence)
        .register(meters);
  }
}
