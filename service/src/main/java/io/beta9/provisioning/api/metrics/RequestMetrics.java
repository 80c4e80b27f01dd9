package io.beta9.provisioning.api.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * {@code api_requests_total{method, route, status}}, {@code api_request_duration_seconds{method,
 * route}} and {@code api_active_requests}. The route is the pattern of the resource, so that its
 * values are bounded; {@code none} if no resource was reached. Streams are counted but not timed:
 * their duration depends on the reader.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public final class RequestMetrics extends OncePerRequestFilter {
  /** The route of a request that reached no resource. */
  static final String NO_ROUTE = "none";

  /** The method of requests with a method that the API does not know. */
  static final String OTHER_METHOD = "OTHER";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** Statuses whose counters exist before the first request; others appear with their first one. */
  static final List<Integer> EXPECTED_STATUSES =
      List.of(200, 202, 400, 401, 403, 404, 409, 429, 500, 503);

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

  private record Response(String method, String route, int status) {}

  private record Route(String method, String route) {}

  private final MeterRegistry meters;
  private final AtomicInteger active = new AtomicInteger();
  private final Map<Response, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Route, Timer> timers = new ConcurrentHashMap<>();

  public RequestMetrics(MeterRegistry meters) {
    this.meters = meters;
    Gauge.builder("api.active.requests", active, AtomicInteger::get)
        .description("Requests in progress")
        .register(meters);
    METHODS.forEach(method -> register(method, NO_ROUTE));
    register(OTHER_METHOD, NO_ROUTE);
  }

  /** Registers the metrics of a route, so that they exist before its first request. */
  public void register(String method, String route) {
    String label = label(method);
    timer(label, route);
    EXPECTED_STATUSES.forEach(status -> requests(label, route, status));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long start = System.nanoTime();
    active.incrementAndGet();
    try {
      chain.doFilter(request, response);
    } finally {
      active.decrementAndGet();
      record(request, response, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private void record(HttpServletRequest request, HttpServletResponse response, Duration took) {
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    String route = pattern == null ? NO_ROUTE : pattern.toString();
    String method = label(request.getMethod());
    requests(method, route, response.getStatus()).increment();
    String type = response.getContentType();
    if (type == null || !type.startsWith("text/event-stream")) {
      timer(method, route).record(took);
    }
  }

  private static String label(String method) {
    return METHODS.contains(method) ? method : OTHER_METHOD;
  }

  private Counter requests(String method, String route, int status) {
    return counters.computeIfAbsent(new Response(method, route, status), this::register);
  }

  private Counter register(Response response) {
    return Counter.builder("api.requests")
        .description("Requests by method, route and status")
        .tag("method", response.method())
        .tag("route", response.route())
        .tag("status", Integer.toString(response.status()))
        .register(meters);
  }

  private Timer timer(String method, String route) {
    return timers.computeIfAbsent(new Route(method, route), this::register);
  }

  private Timer register(Route route) {
    return Timer.builder("api.request.duration")
        .description("Duration of requests, without event streams")
        .tag("method", route.method())
        .tag("route", route.route())
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
