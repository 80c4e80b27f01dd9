package io.beta9.provisioning.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.telemetry.trace.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenTelemetrySinkTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final Tracing tracing =
      new Tracing(
          new OpenTelemetrySink(SimpleSpanProcessor.create(exporter), "provisioning-test"),
          Clock.fixed(NOW, ZoneOffset.UTC),
          new Random(1));

  @AfterEach
  void close() {
    tracing.close();
  }

  private List<SpanData> exported() {
    return exporter.getFinishedSpanItems();
  }

  @Test
  void exports_a_span_with_the_ids_that_it_was_given() {
    TraceContext parent =
        TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").orElseThrow();
    TraceContext linked =
        TraceContext.parse("00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01").orElseThrow();
    TraceContext own = new TraceContext(parent.traceId(), "d7ad6b7169203331");

    tracing
        .resume(own, parent, "step apply", SpanKind.INTERNAL, NOW.minusSeconds(90))
        .linkedTo(linked)
        .with("beta9.step", "apply")
        .failed("worker-lost")
        .end(NOW);

    SpanData span = exported().getFirst();
    assertThat(span.getTraceId()).isEqualTo(parent.traceId());
    assertThat(span.getSpanId()).isEqualTo(own.spanId());
    assertThat(span.getParentSpanId()).isEqualTo(parent.spanId());
    assertThat(span.getLinks())
        .singleElement()
        .satisfies(
            link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(linked.spanId()));
    assertThat(span.getAttributes().get(AttributeKey.stringKey("beta9.step"))).isEqualTo("apply");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEndEpochNanos() - span.getStartEpochNanos())
        .isEqualTo(TimeUnit.SECONDS.toNanos(90));
    assertThat(span.getResource().getAttribute(AttributeKey.stringKey("service.name")))
        .isEqualTo("provisioning-test");
  }

  @Test
  void children_of_the_current_span_are_in_its_trace_and_log_lines_name_it() {
    Span root = tracing.start("request", SpanKind.SERVER, null);
    try (CurrentSpan.SpanScope _ = root.enter()) {
      assertThat(LogFields.value(LogFields.TRACE))
          .isEqualTo(CurrentSpan.context().orElseThrow().traceId());
      CurrentSpan.startChild("call", SpanKind.CLIENT).end();
    }
    root.end();

    assertThat(LogFields.value(LogFields.TRACE)).isNull();
    assertThat(CurrentSpan.context()).isEmpty();
    SpanData child = exported().get(0);
    SpanData parent = exported().get(1);
    assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
    assertThat(parent.getParentSpanContext().isValid()).isFalse();
    assertThat(parent.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void values_are_bounded_and_printable() {
    tracing.start("a", SpanKind.INTERNAL, null).with("k", "\u001b" + "x".repeat(1_000)).end();

    assertThat(exported().getFirst().getAttributes().get(AttributeKey.stringKey("k")))
        .startsWith("\\u001bxxx")
        .hasSize(200);
  }

  @Test
  void nothing_is_recorded_without_a_current_span_or_while_traces_are_off() {
    CurrentSpan.startChild("call", SpanKind.CLIENT).failed("code").end();
    Span off = Tracing.off().start("request", SpanKind.SERVER, null).with("k", "v");
    try (CurrentSpan.SpanScope _ = off.enter()) {
      CurrentSpan.startChild("call", SpanKind.CLIENT).end();
    }
    off.end();

    assertThat(exported()).isEmpty();
  }
}
