package io.beta9.provisioning.telemetry.log;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The fields of log lines, in both formats under the same names. They are set per thread; {@link
 * io.beta9.provisioning.telemetry.ThreadContext} passes them to other threads.
 */
public final class LogFields {
  /** The id of the environment that the request or the operation is about. */
  public static final String ENVIRONMENT = "environment_id";

  /** The id of the operation. */
  public static final String OPERATION = "operation_id";

  /** The epoch of the claim under which a worker executes the operation. */
  public static final String EPOCH = "epoch";

  /** The name of the tenant. */
  public static final String TENANT = "tenant";

  /** The id of the request: its {@code X-Request-Id}. */
  public static final String REQUEST = "request_id";

  /** The id of the trace; absent unless traces are exported. */
  public static final String TRACE = "trace_id";

  /** All fields in the order in which they are printed. */
  static final List<String> ORDER = List.of(ENVIRONMENT, OPERATION, EPOCH, TENANT, REQUEST, TRACE);

  private LogFields() {}

  /** Restores the fields of this thread that were set before. */
  public interface LogScope extends AutoCloseable {
    @Override
    void close();
  }

  /** Adds fields to the lines that this thread logs until the scope is closed. */
  public static LogScope with(Map<String, String> fields) {
    Map<String, String> before = MDC.getCopyOfContextMap();
    fields.forEach(MDC::put);
    return () -> restore(before);
  }

  /** Adds a field to the lines of this thread, within the scope that is open. */
  public static void put(String field, String value) {
    MDC.put(field, value);
  }

  /** Returns the value of a field of this thread; null if it is not set. */
  public static @Nullable String value(String field) {
    return MDC.get(field);
  }

  private static void restore(@Nullable Map<String, String> fields) {
    if (fields == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(fields);
    }
  }
}
