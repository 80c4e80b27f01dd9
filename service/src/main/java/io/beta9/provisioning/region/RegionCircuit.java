package io.beta9.provisioning.region;

import io.beta9.provisioning.operation.OperationId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a region is fed with new work. One that fails for many is not, so that no more
 * environments are begun there only to fail half-made.
 *
 * @param since since when it has been in this state
 * @param until when it will be tried again; null where nobody but a person lets work through
 * @param reason why, as a clause
 * @param openings how often it has opened without having closed in between
 * @param probe the one operation that was sent ahead to try the region
 * @param changedBy who opened or closed it by hand; null where it did that itself
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

  /** Work flows while the circuit is closed. */
  public enum CircuitState {
    CLOSED,
    OPEN,
    HALF_OPEN;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that never opened. */
  static RegionCircuit closed(String region) {
    return new RegionCircuit(region, CircuitState.CLOSED, Instant.EPOCH, null, "", 0, null, null);
  }

  /** Whether new work is kept back. */
  public boolean holdsBack() {
    return state != CircuitState.CLOSED;
  }

  /** Why what waits waits, and until when, for a person. */
  public String sentence() {
    return switch (state) {
      case CLOSED -> region + " is fed with new work.";
      case OPEN ->
          region
              + " is not fed with new work"
              + (until == null
                  ? " until somebody lets it through with './provisioner regions close "
                      + region
                      + "': "
                  : "; one operation tries it at " + until + ": ")
              + reason
              + ".";
      case HALF_OPEN ->
          region
              + " is not fed with new work while one operation"
              + (probe == null ? "" : ", " + probe + ",")
              + " tries whether it works again: "
              + reason
              + ".";
    };
  }
}
