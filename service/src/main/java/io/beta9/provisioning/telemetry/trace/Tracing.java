package io.beta9.provisioning.telemetry.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts spans. If traces are not exported, spans are {@link Span#NONE} and cost nothing. */
public final class Tracing implements AutoCloseable {
  private static final Tracing OFF = new Tracing(null, InstantSource.system(), null);

  private final @Nullable SpanSink sink;
  private final InstantSource clock;
  private final @Nullable RandomGenerator random;

  /**
   * @param random generates the ids
   */
  public Tracing(@Nullable SpanSink sink, InstantSource clock, @Nullable RandomGenerator random) {
    this.sink = sink;
    this.clock = clock;
    this.random = random;
  }

  /** Returns a tracing that records nothing. */
  public static Tracing off() {
    return OFF;
  }

  /** Returns whether spans are exported. */
  public boolean isOn() {
    return sink != null;
  }

  /**
   * Starts a span.
   *
   * @param parent null to start a new trace
   */
  public Span start(String name, SpanKind kind, @Nullable TraceContext parent) {
    return start(name, kind, parent, now());
  }

  /** Starts a span at the given time. */
  public Span start(String name, SpanKind kind, @Nullable TraceContext parent, Instant start) {
    if (sink == null || random == null) {
      return Span.NONE;
    }
    TraceContext context = parent == null ? TraceContext.root(random) : parent.child(random);
    return new Span(this, context, parent, name, kind, start);
  }

  /** Returns a span that another process has started and cannot end any more. */
  public Span resume(
      TraceContext context, TraceContext parent, String name, SpanKind kind, Instant start) {
    return sink == null ? Span.NONE : new Span(this, context, parent, name, kind, start);
  }

  /** Waits until the spans that have ended are exported, at most for the given time. */
  public void flush(Duration atMost) {
    if (sink != null) {
      sink.flush(atMost);
    }
  }

  Instant now() {
    return clock.instant();
  }

  void export(FinishedSpan span) {
    if (sink != null) {
      sink.ended(span);
    }
  }

  @Override
  public void close() {
    if (sink != null) {
      sink.close();
    }
  }
}
