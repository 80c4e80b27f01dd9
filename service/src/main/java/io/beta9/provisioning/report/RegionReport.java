package io.beta9.provisioning.report;

import io.beta9.provisioning.region.RegionCircuit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A region that failed once, and whether it is fed now.
 *
 * @param state closed (work flows), open (it does not) or half_open (one operation tries it)
 * @param until when it is tried again; null where only a person lets work through
 * @param waiting how many operations wait for it
 * @param sentence all of it, for a person
 */
public record RegionReport(
    String region,
    String state,
    Instant since,
    @Nullable Instant until,
    String reason,
    @Nullable String probe,
    @Nullable String changedBy,
    long waiting,
    String sentence) {

  /** The line of a circuit. */
  public static RegionReport of(RegionCircuit circuit, long waiting) {
    return new RegionReport(
        circuit.region(),
        circuit.state().code(),
        circuit.since(),
        circuit.until(),
        circuit.reason(),
        circuit.probe() == null ? null : circuit.probe().value(),
        circuit.changedBy(),
        waiting,
        circuit.description());
  }
}
