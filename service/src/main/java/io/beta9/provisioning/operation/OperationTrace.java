package io.beta9.provisioning.operation;

import io.beta9.provisioning.telemetry.trace.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stored trace of an operation, and the times of its queue.
 *
 * @param context the span of the operation, which is the parent of all others; null if the
 *     operation was requested while traces were not exported
 * @param claimContext the span of the latest claim; null before the first
 * @param openStep the step that the latest claim did not end; null if there is none
 * @param createdAt when the operation was requested
 * @param dueAt since when the operation could be claimed
 * @param claimedAt when it was claimed
 */
public record OperationTrace(
    @Nullable TraceContext context,
    @Nullable TraceContext claimContext,
    @Nullable OpenStep openStep,
    Instant createdAt,
    Instant dueAt,
    Instant claimedAt) {

  /** A step whose span has not ended. */
  public record OpenStep(TraceContext context, String step, Instant startedAt) {}
}
