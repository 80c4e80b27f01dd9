package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * {@code provisioning_duration_seconds}, {@code provisioning_step_duration_seconds} and {@code
 * provisioning_errors_total}.
 */
public final class OperationMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(10),
    Duration.ofMinutes(15),
    Duration.ofMinutes(20),
    Duration.ofMinutes(30),
    Duration.ofMinutes(45),
    Duration.ofMinutes(60)
  };

  private final MeterRegistry meters;

  public OperationMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (FailureClass kind : FailureClass.values()) {
      meters.counter("provisioning.errors", "class", kind.code());
    }
  }

  void step(StepName step, Duration took) {
    meters.timer("provisioning.step.duration", "step", step.code()).record(took);
  }

  void succeeded(OperationKind kind, Duration sinceRequested) {
    Timer.builder("provisioning.duration")
        .tag("kind", kind.code())
        .serviceLevelObjectives(BUCKETS)
        .register(meters)
        .record(sinceRequested);
  }

  void failed(FailureClass kind) {
    meters.counter("provisioning.errors", "class", kind.code()).increment();
  }
}
