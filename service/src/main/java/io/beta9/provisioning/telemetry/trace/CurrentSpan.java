package io.beta9.provisioning.telemetry.trace;

import io.beta9.provisioning.telemetry.log.LogFields;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The span that this thread works for. Calls to AWS, Helm and Terraform become its children without
 * knowing about traces; without a current span they are not recorded.
 */
public final class CurrentSpan {
  static final SpanScope NO_SCOPE = () -> {};

  private static final ThreadLocal<@Nullable Active> CURRENT = new ThreadLocal<>();

  private record Active(Tracing tracing, TraceContext context) {}

  private CurrentSpan() {}

  /** Restores the current span that was set before. */
  public interface SpanScope extends AutoCloseable {
    @Override
    void close();
  }

  static SpanScope enter(Tracing tracing, TraceContext context) {
    return enter(new Active(tracing, context));
  }

  private static SpanScope enter(Active active) {
    Active before = CURRENT.get();
    CURRENT.set(active);
    LogFields.LogScope fields = LogFields.with(Map.of(LogFields.TRACE, active.context().traceId()));
    return () -> {
      fields.close();
      CURRENT.set(before);
    };
  }

  /** Returns the context of the current span; empty if there is none. */
  public static Optional<TraceContext> context() {
    return Optional.ofNullable(CURRENT.get()).map(Active::context);
  }

  /** Starts a child of the current span; {@link Span#NONE} if there is none. */
  public static Span startChild(String name, SpanKind kind) {
    Active active = CURRENT.get();
    return active == null ? Span.NONE : active.tracing().start(name, kind, active.context());
  }

  /** Starts a child of the current span at the given time. */
  public static Span startChild(String name, SpanKind kind, Instant start) {
    Active active = CURRENT.get();
    return active == null ? Span.NONE : active.tracing().start(name, kind, active.context(), start);
  }

  /** Captures the current span, to make it the current span of another thread. */
  public static Captured capture() {
    Active active = CURRENT.get();
    return active == null ? () -> NO_SCOPE : () -> enter(active);
  }

  /** The span that was current in another thread. */
  public interface Captured {
    SpanScope enter();
  }
}
