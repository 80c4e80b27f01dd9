package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.OperationTrace;
import io.beta9.provisioning.operation.OperationTraceRepository;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.telemetry.trace.Tracing;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Continues the trace of an operation in the worker that has claimed it.
 *
 * <p>A span is exported when it ends, so that a parent that runs for an hour, or whose worker is
 * killed, would be missing for its children. Therefore the spans of the operation and of each claim
 * end immediately, there is one span per step, and the span of the step in progress is stored: the
 * next claim ends it on behalf of a worker that could not. A failure to store a trace does not
 * affect the operation.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-specification/issues/373">Spans in
 *     progress are not exported</a>
 */
public final class OperationTracing {
  static final String OPERATION_ID = "beta9.operation.id";
  static final String ENVIRONMENT_ID = "beta9.environment.id";
  static final String TENANT = "beta9.tenant";
  static final String EPOCH = "beta9.epoch";

  /** {@code error.type} of a step whose worker could not end its span. */
  static final String WORKER_LOST = "worker-lost";

  private static final Logger log = LoggerFactory.getLogger(OperationTracing.class);

  private final Tracing tracing;
  private final @Nullable OperationTraceRepository traces;

  public OperationTracing(Tracing tracing, OperationTraceRepository traces) {
    this.tracing = tracing;
    this.traces = tracing.isOn() ? traces : null;
  }

  private OperationTracing() {
    this.tracing = Tracing.off();
    this.traces = null;
  }

  /** Returns one that records nothing. */
  static OperationTracing off() {
    return new OperationTracing();
  }

  /** Records the claim; returns the trace of what is executed under it. */
  ClaimTrace begin(Claim claim) {
    OperationTraceRepository stored = traces;
    if (stored == null) {
      return ClaimTrace.NONE;
    }
    try {
      return stored
          .find(claim.operation())
          .map(trace -> begin(claim, trace, stored))
          .orElse(ClaimTrace.NONE);
    } catch (DataAccessException e) {
      log.warn("The trace of {} could not be stored: {}", claim.operation(), e.getMessage());
      return ClaimTrace.NONE;
    }
  }

  private ClaimTrace begin(Claim claim, OperationTrace trace, OperationTraceRepository stored) {
    TraceContext operation =
        Optional.ofNullable(trace.context()).orElseGet(() -> newTrace(claim, trace, stored));
    if (operation == null) {
      return ClaimTrace.NONE;
    }
    span("queue", SpanKind.INTERNAL, claim, operation, trace.dueAt()).end(trace.claimedAt());
    OperationTrace.OpenStep open = trace.openStep();
    if (open != null) {
      tracing
          .resume(
              open.context(), operation, "step " + open.step(), SpanKind.INTERNAL, open.startedAt())
          .with(OPERATION_ID, claim.operation().value())
          .with(EPOCH, Long.toString(claim.epoch() - 1))
          .failed(WORKER_LOST)
          .end(trace.claimedAt());
    }
    Span taken =
        span("claim", SpanKind.CONSUMER, claim, operation, trace.claimedAt())
            .with("beta9.worker.id", claim.worker())
            .with("beta9.attempt", Integer.toString(claim.attempt()))
            .linkedTo(trace.claimContext())
            .linkedTo(open == null ? null : open.context());
    taken.end(trace.claimedAt());
    // Before the stored span of the step is replaced and before there are children.
    tracing.flush(ClaimTrace.FLUSH_TIMEOUT);
    TraceContext context = taken.context();
    if (context != null) {
      stored.claimed(claim, context);
    }
    return new ClaimTrace(
        new ClaimTrace.TracedClaim(claim, operation, trace.createdAt()),
        trace.claimContext(),
        tracing,
        stored);
  }

  /** Starts the trace of an operation that was requested while traces were not exported. */
  private @Nullable TraceContext newTrace(
      Claim claim, OperationTrace trace, OperationTraceRepository stored) {
    Span operation =
        tracing
            .start(claim.kind().code(), SpanKind.PRODUCER, null, trace.createdAt())
            .with(OPERATION_ID, claim.operation().value())
            .with(ENVIRONMENT_ID, claim.environment().value())
            .with(TENANT, claim.tenant().value());
    operation.end(trace.createdAt());
    TraceContext context = operation.context();
    if (context != null) {
      stored.insert(claim.operation(), context);
    }
    return context;
  }

  private Span span(String name, SpanKind kind, Claim claim, TraceContext parent, Instant start) {
    return tracing
        .start(name, kind, parent, start)
        .with(OPERATION_ID, claim.operation().value())
        .with(ENVIRONMENT_ID, claim.environment().value())
        .with(TENANT, claim.tenant().value())
        .with(EPOCH, Long.toString(claim.epoch()));
  }
}
