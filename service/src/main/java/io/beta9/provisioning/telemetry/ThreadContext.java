package io.beta9.provisioning.telemetry;

import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.MDC;

/**
 * Passes the fields of log lines and the current span to the threads that work for a request or an
 * operation.
 */
public final class ThreadContext {
  private ThreadContext() {}

  /** Returns the work with the context of the thread that calls this method. */
  public static Runnable inherit(Runnable work) {
    Map<String, String> fields = fields();
    CurrentSpan.Captured span = CurrentSpan.capture();
    return () -> {
      try (LogFields.LogScope _ = LogFields.with(fields);
          CurrentSpan.SpanScope _ = span.enter()) {
        work.run();
      }
    };
  }

  /** Returns the work with the context of the thread that calls this method. */
  public static <T> Callable<T> inherit(Callable<T> work) {
    Map<String, String> fields = fields();
    CurrentSpan.Captured span = CurrentSpan.capture();
    return () -> {
      try (LogFields.LogScope _ = LogFields.with(fields);
          CurrentSpan.SpanScope _ = span.enter()) {
        return work.call();
      }
    };
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = MDC.getCopyOfContextMap();
    return fields == null ? Map.of() : fields;
  }
}
