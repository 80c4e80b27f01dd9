package io.beta9.provisioning.region;

import io.beta9.provisioning.operation.OperationId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of a region. While it is not closed, no new operations start in the region,
 * so that a regional outage does not leave many environments partly created.
 *
 * @param since when it entered its state
 * @param until when the region is probed; null if only an operator can close the circuit
 * @param openings the number of openings since it was last closed
 * @param probe the operation that probes the region
 * @param changedBy the operator who opened or closed it; null if it changed automatically
 */
public record RegionCircuit(
    String region,
    CircuitState state,
    Instant since,
    @Nullable Instant until,
    CircuitReason reason,
    int openings,
    @Nullable OperationId probe,
    @Nullable String changedBy) {

  /** Operations start only while the circuit is closed. */
  public enum CircuitState {
    CLOSED,
    OPEN,
    HALF_OPEN;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns a circuit that has never opened. */
  static RegionCircuit closed(String region) {
    return new RegionCircuit(
        region, CircuitState.CLOSED, Instant.EPOCH, null, CircuitReason.NONE, 0, null, null);
  }

  /**
   * Returns a sentence that states whether the region accepts operations, why not, and until when.
   */
  public String description() {
    return description(region, state, until, reason, probe == null ? null : probe.value());
  }

  /** Returns {@link #description()} of a circuit with these values. */
  public static String description(
      String region,
      CircuitState state,
      @Nullable Instant until,
      CircuitReason reason,
      @Nullable String probe) {
    return CircuitMessages.description(region, state, until, reason, probe);
  }
}
