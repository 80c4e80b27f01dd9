package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.metrics.RefreshedValue;
import io.beta9.provisioning.metrics.RefreshedValue.RefreshPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The violated preconditions of a worker for health probes, which must be answered within seconds.
 * Checks that do not end count as violated.
 */
public final class WorkerReadiness {
  private static final RefreshPolicy POLICY =
      new RefreshPolicy(LocalPreconditions.MAX_AGE, Duration.ofSeconds(3), Duration.ofMinutes(1));
  private static final String NOT_ENDED = "The checks of this worker do not end.";

  private final RefreshedValue<Map<LocalPrecondition, String>> violations;

  /**
   * @param nanos a monotonic clock, in nanoseconds
   */
  public WorkerReadiness(LocalPreconditions preconditions, LongSupplier nanos) {
    this.violations = new RefreshedValue<>(() -> read(preconditions), allViolated(), POLICY, nanos);
  }

  /** Returns the violated preconditions, each with what is wrong and what to do. */
  public Map<LocalPrecondition, String> violations() {
    return violations.get();
  }

  private static Map<LocalPrecondition, String> read(LocalPreconditions preconditions) {
    Map<LocalPrecondition, String> violated = new EnumMap<>(LocalPrecondition.class);
    preconditions
        .violations()
        .forEach(one -> violated.put(one.precondition(), one.failure().message()));
    return violated;
  }

  private static Map<LocalPrecondition, String> allViolated() {
    Map<LocalPrecondition, String> all = new EnumMap<>(LocalPrecondition.class);
    for (LocalPrecondition precondition : LocalPrecondition.values()) {
      all.put(precondition, NOT_ENDED);
    }
    return all;
  }
}
