package io.beta9.provisioning.telemetry.otel;

import io.beta9.provisioning.telemetry.trace.FinishedSpan;
import io.beta9.provisioning.telemetry.trace.SpanSink;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Exports spans with the OpenTelemetry SDK. The ids are those of the spans, because they are stored
 * with operations and continued by other processes.
 */
public final class OpenTelemetrySink implements SpanSink {
  /** Bounds what is lost when the process is killed. */
  private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);

  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final String SCOPE = "io.beta9.provisioning";
  private static final String PATH = "/v1/traces";

  private final StoredIds ids = new StoredIds();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /** Creates a sink that passes the spans to the processor. */
  public OpenTelemetrySink(SpanProcessor processor, String service) {
    this.provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn())
            .setIdGenerator(ids)
            .setResource(Resource.getDefault().toBuilder().put("service.name", service).build())
            .addSpanProcessor(processor)
            .build();
    this.tracer = provider.get(SCOPE);
  }

  /**
   * Creates a sink that sends spans by OTLP over HTTP.
   *
   * @param endpoint base address of the receiver; {@code /v1/traces} is appended if it has no path
   * @param service the name of this process
   * @see <a href="https://opentelemetry.io/docs/specs/otlp/#otlphttp">OTLP/HTTP</a>
   */
  public static OpenTelemetrySink otlp(URI endpoint, String service) {
    boolean hasPath = endpoint.getPath() != null && endpoint.getPath().length() > 1;
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(hasPath ? endpoint.toString() : endpoint.resolve(PATH).toString())
            .setTimeout(EXPORT_TIMEOUT)
            .build();
    return new OpenTelemetrySink(
        BatchSpanProcessor.builder(exporter).setScheduleDelay(EXPORT_INTERVAL).build(), service);
  }

  @Override
  public void ended(FinishedSpan span) {
    SpanBuilder builder =
        tracer
            .spanBuilder(span.name())
            .setSpanKind(SpanKind.valueOf(span.kind().name()))
            .setStartTimestamp(span.start());
    if (span.parent() == null) {
      builder.setNoParent();
    } else {
      builder.setParent(Context.root().with(Span.wrap(context(span.parent()))));
    }
    span.links().forEach(link -> builder.addLink(context(link)));
    Span started = ids.with(span.context(), builder::startSpan);
    span.attributes()
        .forEach((name, value) -> started.setAttribute(AttributeKey.stringKey(name), value));
    if (span.error() != null) {
      started.setStatus(StatusCode.ERROR, span.error());
    }
    started.end(span.end());
  }

  private static SpanContext context(TraceContext context) {
    return SpanContext.createFromRemoteParent(
        context.traceId(), context.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
  }

  @Override
  public void flush(Duration atMost) {
    provider.forceFlush().join(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    provider.shutdown().join(EXPORT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Gives the next span of this thread the ids of a given context. */
  private static final class StoredIds implements IdGenerator {
    private static final ThreadLocal<@Nullable TraceContext> NEXT = new ThreadLocal<>();

    Span with(TraceContext context, Supplier<Span> start) {
      NEXT.set(context);
      try {
        return start.get();
      } finally {
        NEXT.remove();
      }
    }

    @Override
    public String generateSpanId() {
      TraceContext context = NEXT.get();
      return context == null ? IdGenerator.random().generateSpanId() : context.spanId();
    }

    @Override
    public String generateTraceId() {
      TraceContext context = NEXT.get();
      return context == null ? IdGenerator.random().generateTraceId() : context.traceId();
    }
  }
}
