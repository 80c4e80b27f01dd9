package io.beta9.provisioning.telemetry.trace;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span that has ended.
 *
 * @param parent null for the first span of a trace
 * @param links related spans that are not its parent
 * @param error code of the error; null if it was successful
 */
public record FinishedSpan(
    TraceContext context,
    @Nullable TraceContext parent,
    String name,
    SpanKind kind,
    Instant start,
    Instant end,
    List<TraceContext> links,
    Map<String, String> attributes,
    @Nullable String error) {}
