package io.beta9.provisioning.api.request;

import io.beta9.provisioning.telemetry.log.LogFields;
import io.beta9.provisioning.telemetry.trace.CurrentSpan;
import io.beta9.provisioning.telemetry.trace.Span;
import io.beta9.provisioning.telemetry.trace.SpanKind;
import io.beta9.provisioning.telemetry.trace.TraceContext;
import io.beta9.provisioning.telemetry.trace.Tracing;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Records a span for each request to the API that changes something, and for a share of those that
 * only read. A trace of the client is linked, not continued: otherwise a client could put the
 * operations of all its requests into one trace.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class TraceFilter extends OncePerRequestFilter {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final Tracing tracing;
  private final int readPercent;
  private final RandomGenerator random;

  /**
   * @param readPercent share of the requests that only read which are traced
   */
  public TraceFilter(Tracing tracing, int readPercent, RandomGenerator random) {
    this.tracing = tracing;
    this.readPercent = readPercent;
    this.random = random;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !tracing.isOn() || !ApiPaths.isApi(request) || !isSampled(request);
  }

  private boolean isSampled(HttpServletRequest request) {
    return CHANGES.contains(request.getMethod())
        || (READS.contains(request.getMethod())
            && readPercent > 0
            && random.nextInt(100) < readPercent);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Span span =
        tracing
            .start(request.getMethod(), SpanKind.SERVER, null)
            .linkedTo(TraceContext.parse(request.getHeader("traceparent")).orElse(null))
            .with("http.request.method", request.getMethod());
    String id = LogFields.value(LogFields.REQUEST);
    if (id != null) {
      span.with("beta9.request.id", id);
    }
    try (CurrentSpan.SpanScope _ = span.enter()) {
      chain.doFilter(request, response);
    } finally {
      Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
      if (route != null) {
        span.named(request.getMethod() + " " + route).with("http.route", route.toString());
      }
      span.with("http.response.status_code", Integer.toString(response.getStatus()));
      if (response.getStatus() >= 500) {
        span.failed(Integer.toString(response.getStatus()));
      }
      span.end();
    }
  }
}
