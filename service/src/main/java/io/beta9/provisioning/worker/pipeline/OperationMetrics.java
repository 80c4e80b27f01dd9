package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.operation.OperationKind;
import io.beta9.provisioning.operation.StepName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Metrics of the operations that this worker executes: {@code provisioning_claims_total{kind}},
 * {@code provisioning_operations_total{kind, outcome, class}}, {@code
 * provisioning_errors_total{class}} (failed attempts, including those that are retried), {@code
 * provisioning_duration_seconds{kind}} (from the request to success) and {@code
 * provisioning_step_duration_seconds{step}}.
 */
public final class OperationMetrics {
  /** The class of an operation that has not failed. */
  private static final String NO_CLASS = "none";

  private static final Duration[] DURATION_BUCKETS = minutes(1, 5, 10, 15, 20, 30, 45, 60, 90, 120);
  private static final Duration[] STEP_BUCKETS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(2),
    Duration.ofMinutes(5),
    Duration.ofMinutes(10),
    Duration.ofMinutes(15),
    Duration.ofMinutes(20),
    Duration.ofMinutes(30),
    Duration.ofMinutes(60)
  };

  private final MeterRegistry meters;

  /** How an attempt of an operation ended. */
  private enum OperationOutcome {
    SUCCEEDED("succeeded"),
    FAILED("failed"),
    CANCELLED("cancelled"),
    /** The attempt failed and is repeated. */
    RETRIED("retried");

    private final String code;

    OperationOutcome(String code) {
      this.code = code;
    }
  }

  /** Registers all metrics with all values of their labels. */
  public OperationMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (StepName step : StepName.values()) {
      stepTimer(step);
    }
    for (OperationKind kind : OperationKind.values()) {
      claims(kind);
      durationTimer(kind);
      operations(kind, OperationOutcome.SUCCEEDED, NO_CLASS);
      operations(kind, OperationOutcome.CANCELLED, FailureClass.CANCELLED.code());
      for (FailureClass failure : FailureClass.values()) {
        if (failure != FailureClass.CANCELLED) {
          operations(kind, OperationOutcome.FAILED, failure.code());
        }
        operations(kind, OperationOutcome.RETRIED, failure.code());
      }
    }
    for (FailureClass failure : FailureClass.values()) {
      errors(failure);
    }
  }

  void claimed(OperationKind kind) {
    claims(kind).increment();
  }

  void step(StepName step, Duration took) {
    stepTimer(step).record(took);
  }

  /**
   * Counts a successful operation.
   *
   * @param sinceRequested the time since the operation was requested
   */
  void succeeded(OperationKind kind, Duration sinceRequested) {
    operations(kind, OperationOutcome.SUCCEEDED, NO_CLASS).increment();
    durationTimer(kind).record(sinceRequested);
  }

  /** Counts an operation that ended without success. */
  void failed(OperationKind kind, FailureClass failure) {
    OperationOutcome outcome =
        failure == FailureClass.CANCELLED ? OperationOutcome.CANCELLED : OperationOutcome.FAILED;
    operations(kind, outcome, failure.code()).increment();
    errors(failure).increment();
  }

  /** Counts a failed attempt that is repeated after a pause. */
  void retried(OperationKind kind, FailureClass failure) {
    operations(kind, OperationOutcome.RETRIED, failure.code()).increment();
    errors(failure).increment();
  }

  private Counter claims(OperationKind kind) {
    return Counter.builder("provisioning.claims")
        .description("Operations that this worker has claimed")
        .tag("kind", kind.code())
        .register(meters);
  }

  private Counter operations(OperationKind kind, OperationOutcome outcome, String failureClass) {
    return Counter.builder("provisioning.operations")
        .description("Attempts of operations by how they ended")
        .tag("kind", kind.code())
        .tag("outcome", outcome.code)
        .tag("class", failureClass)
        .register(meters);
  }

  private Counter errors(FailureClass failure) {
    return Counter.builder("provisioning.errors")
        .description("Failed attempts of operations, including those that are retried")
        .tag("class", failure.code())
        .register(meters);
  }

  private Timer stepTimer(StepName step) {
    return Timer.builder("provisioning.step.duration")
        .description("Duration of completed steps")
        .tag("step", step.code())
        .serviceLevelObjectives(STEP_BUCKETS)
        .register(meters);
  }

  private Timer durationTimer(OperationKind kind) {
    return Timer.builder("provisioning.duration")
        .description("Time from the request of an operation to its success")
        .tag("kind", kind.code())
        .serviceLevelObjectives(DURATION_BUCKETS)
        .register(meters);
  }

  private static Duration[] minutes(int... minutes) {
    return IntStream.of(minutes).mapToObj(Duration::ofMinutes).toArray(Duration[]::new);
  }
}
