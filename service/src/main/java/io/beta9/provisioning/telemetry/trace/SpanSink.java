package io.beta9.provisioning.telemetry.trace;

import java.time.Duration;

/** Receives spans when they have ended. Neither blocks nor throws in {@link #ended}. */
public interface SpanSink extends AutoCloseable {
  void ended(FinishedSpan span);

  /** Waits until the spans that have ended are exported, at most for the given time. */
  void flush(Duration atMost);

  /** Exports what has ended and stops. */
  @Override
  void close();
}
