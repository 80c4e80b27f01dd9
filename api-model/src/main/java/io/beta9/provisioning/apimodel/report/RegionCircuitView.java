package io.beta9.provisioning.apimodel.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of a region.
 *
 * @param state {@code closed} (operations are accepted), {@code open} (they wait) or {@code
 *     half_open} (one operation probes the region)
 * @param until when the region is probed; null if only an operator can close the circuit
 * @param probe the operation that probes the region
 * @param waiting number of operations that wait for the region
 * @param sentence the state as a sentence
 */
public record RegionCircuitView(
    String region,
    String state,
    Instant since,
    @Nullable Instant until,
    String reason,
    @Nullable String probe,
    @Nullable String changedBy,
    long waiting,
    String sentence) {}
