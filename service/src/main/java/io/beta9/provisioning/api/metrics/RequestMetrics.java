package io.beta9.provisioning.api.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * {@code api_requests_total} and {@code api_request_duration_seconds}, by method, route and status.
 * Streams are counted but not timed: their duration depends on the reader.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public final class RequestMetrics extends OncePerRequestFilter {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry meters;

  public RequestMetrics(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long start = System.nanoTime();
    try {
      chain.doFilter(request, response);
    } finally {
      Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
      String route = pattern == null ? "none" : pattern.toString();
      meters
          .counter(
              "api.requests",
              "method",
              request.getMethod(),
              "route",
              route,
              "status",
              Integer.toString(response.getStatus()))
          .increment();
      String type = response.getContentType();
      if (type == null || !type.startsWith("text/event-stream")) {
        io.micrometer.core.instrument.Timer.builder("api.request.duration")
            .tags("method", request.getMethod(), "route", route)
            .serviceLevelObjectives(BUCKETS)
            .register(meters)
            .record(Duration.ofNanos(System.nanoTime() - start));
      }
    }
  }
}
