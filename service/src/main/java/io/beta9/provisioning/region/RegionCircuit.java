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
 * @param reason the reason for the state, as a clause
 * @param openings the number of openings since it was last closed
 * @param probe the operation that probes the region
 * @param changedBy the operator who opened or closed it; null if it changed automatically
 */
public record RegionCircuit(
    String region,
    CircuitState state,
    Instant since,
    @Nullable Instant until,
    String reason,
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
    return new RegionCircuit(region, CircuitState.CLOSED, Instant.EPOCH, null, "", 0, null, null);
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
      String reason,
      @Nullable String probe) {
    return switch (state) {
      case CLOSED -> region + " accepts operations.";
      case OPEN ->
          region
              + " accepts no new operations"
              + (until == null
                  ? " until an operator runs './provisioner regions close " + region + "': "
                  : "; it is probed with one operation at " + until + ": ")
              + reason
              + ".";
      case HALF_OPEN ->
          region
              + " accepts no new operations while it is probed with "
              + (probe == null ? "one operation" : "operation " + probe)
              + ": "
              + reason
              + ".";
    };
  }
}
