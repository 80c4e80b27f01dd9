package io.beta9.provisioning.telemetry.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a span. Its text is the header {@code traceparent}.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 lower-case hexadecimal digits
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">Trace Context</a>
 */
public record TraceContext(String traceId, String spanId) {
  private static final Pattern TEXT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");
  private static final String ZEROS = "0".repeat(32);

  /** Returns the context of a new span of a new trace. */
  static TraceContext root(RandomGenerator random) {
    return new TraceContext(hex(random, 16), hex(random, 8));
  }

  /** Returns the context of a new span of this trace. */
  TraceContext child(RandomGenerator random) {
    return new TraceContext(traceId, hex(random, 8));
  }

  /** Parses external input; empty if it is missing or invalid. */
  public static Optional<TraceContext> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches() || ZEROS.equals(parts.group(1)) || ZEROS.startsWith(parts.group(2))) {
      return Optional.empty();
    }
    return Optional.of(new TraceContext(parts.group(1), parts.group(2)));
  }

  /** Returns the value of {@code traceparent}, sampled. */
  public String text() {
    return "00-" + traceId + "-" + spanId + "-01";
  }

  private static String hex(RandomGenerator random, int length) {
    byte[] bytes = new byte[length];
    do {
      random.nextBytes(bytes);
    } while (bytes[0] == 0); // An id of zeros is invalid.
    return HexFormat.of().formatHex(bytes);
  }
}
