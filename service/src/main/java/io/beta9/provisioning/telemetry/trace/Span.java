package io.beta9.provisioning.telemetry.trace;

import io.beta9.provisioning.format.PrintableText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span in progress; it is exported when it {@linkplain #end ends}. Used by one thread at a time.
 *
 * <p>Names and names of attributes are constants of the code or of AWS and Terraform, so that their
 * number is bounded. Values are ids, codes and names; messages are not recorded, because they may
 * contain text that is confidential.
 */
public final class Span {
  /** A span that is not exported. */
  public static final Span NONE = new Span(null, null, null, "", SpanKind.INTERNAL, Instant.EPOCH);

  private static final int MAX_VALUE_LENGTH = 200;

  private final @Nullable Tracing tracing;
  private final @Nullable TraceContext context;
  private final @Nullable TraceContext parent;
  private final SpanKind kind;
  private final Instant start;
  private final List<TraceContext> links = new ArrayList<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private String name;
  private @Nullable String error;

  Span(
      @Nullable Tracing tracing,
      @Nullable TraceContext context,
      @Nullable TraceContext parent,
      String name,
      SpanKind kind,
      Instant start) {
    this.tracing = tracing;
    this.context = context;
    this.parent = parent;
    this.name = name;
    this.kind = kind;
    this.start = start;
  }

  /** Returns its context; null if it is not exported. */
  public @Nullable TraceContext context() {
    return context;
  }

  public Instant start() {
    return start;
  }

  /** Replaces its name, for example when the route of a request is known. */
  public Span named(String newName) {
    if (tracing != null) {
      name = newName;
    }
    return this;
  }

  /** Adds an attribute; the value is shortened and control characters are escaped. */
  public Span with(String attribute, String value) {
    if (tracing != null) {
      String printable = PrintableText.of(value);
      attributes.put(
          attribute,
          printable.length() <= MAX_VALUE_LENGTH
              ? printable
              : printable.substring(0, MAX_VALUE_LENGTH));
    }
    return this;
  }

  /** Adds a link to a related span. */
  public Span linkedTo(@Nullable TraceContext other) {
    if (tracing != null && other != null) {
      links.add(other);
    }
    return this;
  }

  /**
   * Marks it as failed.
   *
   * @param code a code, never a message
   */
  public Span failed(String code) {
    if (tracing != null) {
      error = code;
      with("error.type", code);
    }
    return this;
  }

  /** Removes the mark of a failure. */
  public Span succeeded() {
    if (tracing != null) {
      error = null;
      attributes.remove("error.type");
    }
    return this;
  }

  /** Makes it the parent of the spans that this thread starts until the scope is closed. */
  public CurrentSpan.SpanScope enter() {
    return tracing == null || context == null
        ? CurrentSpan.NO_SCOPE
        : CurrentSpan.enter(tracing, context);
  }

  /** Ends and exports it. */
  public void end() {
    if (tracing != null) {
      end(tracing.now());
    }
  }

  /** Ends and exports it; the end is not before the start. */
  public void end(Instant time) {
    if (tracing != null && context != null) {
      tracing.export(
          new FinishedSpan(
              context,
              parent,
              name,
              kind,
              start,
              time.isBefore(start) ? start : time,
              List.copyOf(links),
              Map.copyOf(attributes),
              error));
    }
  }
}
