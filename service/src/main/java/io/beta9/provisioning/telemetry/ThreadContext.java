package io.beta9.provisioning.telemetry;

import io.beta9.provisioning.telemetry.log.LogFields;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.MDC;

/** Passes the fields of log lines to the threads that work for a request or an operation. */
public final class ThreadContext {
  private ThreadContext() {}

  /** Returns the work with the context of the thread that calls this method. */
  public static Runnable inherit(Runnable work) {
    Callable<Boolean> inherited =
        inherit(
            () -> {
              work.run();
              return true;
            });
    return () -> {
      try {
        inherited.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("a Runnable threw a checked exception", e);
      }
    };
  }

  /** Returns the work with the context of the thread that calls this method. */
  public static <T> Callable<T> inherit(Callable<T> work) {
    Map<String, String> copy = MDC.getCopyOfContextMap();
    Map<String, String> fields = copy == null ? Map.of() : copy;
    return () -> {
      try (LogFields.LogScope scope = LogFields.with(fields)) {
        return work.call();
      }
    };
  }
}
