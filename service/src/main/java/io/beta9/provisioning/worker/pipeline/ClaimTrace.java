package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.operation.Claim;
import io.beta9.provisioning.operation.ClaimLostException;
import io.beta9.provisioning.operation.OperationTraceRepository;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.beta9.provisioning.terraform.process.DetachedException;
import io.beta9.provisioning.worker.retry.RetryingTransactions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The spans of the steps that are executed under one claim, and of the operation's end. */
final class ClaimTrace {
  /** Records nothing. */
  static final ClaimTrace NONE = new ClaimTrace(null, null, Tracing.off(), null);

  /** The longest time for which an unavailable receiver of traces delays a step. */
  static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(1);

  /** {@code error.type} of a step that another worker continues. */
  static final String DETACHED = "detached";

  private static final Logger log = LoggerFactory.getLogger(ClaimTrace.class);

  private final @Nullable TracedClaim traced;
  private final @Nullable TraceContext previousClaim;
  private final Tracing tracing;
  private final @Nullable OperationTraceRepository traces;

  /**
   * @param previousClaim the span of the claim from which the operation was taken over or that was
   *     retried; null for the first
   */
  ClaimTrace(
      @Nullable TracedClaim traced,
      @Nullable TraceContext previousClaim,
      Tracing tracing,
      @Nullable OperationTraceRepository traces) {
    this.traced = traced;
    this.previousClaim = previousClaim;
    this.tracing = tracing;
    this.traces = traces;
  }

  /**
   * A claim and the span of its operation.
   *
   * @param requestedAt when the operation was requested
   */
  record TracedClaim(Claim claim, TraceContext operation, Instant requestedAt) {}

  /** The work of a step. */
  interface StepWork {
    void run() throws InterruptedException;
  }

  /** Executes the step within a span of its own. */
  void step(Step step, StepWork work) throws InterruptedException {
    if (traced == null || traces == null) {
      work.run();
      return;
    }
    Span span = start(step, traced, traces);
    try (CurrentSpan.SpanScope _ = span.enter()) {
      work.run();
    } catch (RuntimeException | InterruptedException e) {
      // Every exception: the span of the step has to end, or is left to the successor.
      errorOf(e).ifPresent(error -> end(span.failed(error), traced, traces));
      throw e;
    }
    end(span, traced, traces);
  }

  private Span start(Step step, TracedClaim owner, OperationTraceRepository repository) {
    Claim claim = owner.claim();
    Span span =
        tracing
            .start("step " + step.name().code(), SpanKind.INTERNAL, owner.operation())
            .with(OperationTracing.OPERATION_ID, claim.operation().value())
            .with(OperationTracing.ENVIRONMENT_ID, claim.environment().value())
            .with(OperationTracing.TENANT, claim.tenant().value())
            .with(OperationTracing.EPOCH, Long.toString(claim.epoch()))
            .linkedTo(previousClaim);
    TraceContext context = span.context();
    if (context != null) {
      store(() -> repository.stepStarted(claim, step.name(), context, span.start()));
    }
    return span;
  }

  /** Exports the span before the stored one is removed, so that one of them always exists. */
  private void end(Span span, TracedClaim owner, OperationTraceRepository repository) {
    span.end();
    tracing.flush(FLUSH_TIMEOUT);
    store(() -> repository.stepEnded(owner.claim()));
  }

  private static void store(Runnable write) {
    try {
      write.run();
    } catch (DataAccessException e) {
      log.warn("The trace of a step could not be stored: {}", e.getMessage());
    }
  }

  /** Returns the code of the error; empty if the next claim ends the span. */
  private static Optional<String> errorOf(Exception e) {
    return switch (e) {
      case ClaimLostException lost -> Optional.empty();
      case FailureException failed -> Optional.of(failed.failure().code().code());
      case DetachedException detached -> Optional.of(DETACHED);
      case WaitContext.WaitCancelledException cancelled -> Optional.of(DETACHED);
      case InterruptedException interrupted -> Optional.of(DETACHED);
      case RuntimeException defect when RetryingTransactions.isDatabaseUnavailable(defect) ->
          Optional.empty();
      default -> Optional.of(FailureCode.UNEXPECTED_ERROR.code());
    };
  }

  /**
   * Records the end of the operation or of an attempt, from its request until now.
   *
   * @param error the code of the failure; null if it succeeded
   * @param isRetried whether the operation is repeated
   */
  void ended(@Nullable String error, boolean isRetried) {
    if (traced == null) {
      return;
    }
    Claim claim = traced.claim();
    String outcome = error == null ? "succeeded" : isRetried ? "retried" : "failed";
    Span span =
        tracing
            .start(
                claim.kind().code() + " " + outcome,
                SpanKind.INTERNAL,
                traced.operation(),
                traced.requestedAt())
            .with(OperationTracing.OPERATION_ID, claim.operation().value())
            .with(OperationTracing.ENVIRONMENT_ID, claim.environment().value())
            .with(OperationTracing.TENANT, claim.tenant().value())
            .with(OperationTracing.EPOCH, Long.toString(claim.epoch()))
            .with("beta9.outcome", outcome);
    if (error != null) {
      span.failed(error);
    }
    span.end();
  }
}
