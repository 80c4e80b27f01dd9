package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.telemetry.log.LogThrottle;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Logs requests that were not successful. The volume is bounded: of each client, one rejected
 * request a minute is logged and the others are counted, so that a client cannot fill the log. The
 * same holds for each status above 499, whoever caused it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
public final class RequestErrorLog extends OncePerRequestFilter {
  static final Duration WINDOW = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(RequestErrorLog.class);
  private static final int MAX_PATH_LENGTH = 200;
  private static final int MAX_METHOD_LENGTH = 20;

  private final LogThrottle throttle;

  /**
   * @param nanoTime a clock with an arbitrary origin, in nanoseconds
   */
  public RequestErrorLog(LongSupplier nanoTime) {
    this.throttle = new LogThrottle(WINDOW, nanoTime);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
    int status = response.getStatus();
    if (status < 400) {
      throttle.summarize(RequestErrorLog::summary);
    } else if (status < 500) {
      String client = client(request);
      throttle.occurred(
          client,
          () ->
              log.info(
                  "Rejected {} {} of {} with {}", method(request), path(request), client, status),
          RequestErrorLog::summary);
    } else {
      throttle.occurred(
          "status " + status,
          () -> log.warn("Answered {} {} with {}", method(request), path(request), status),
          RequestErrorLog::summary);
    }
  }

  private static void summary(LogThrottle.Unlogged unlogged) {
    log.info(
        "{} more unsuccessful requests of {} were not logged",
        unlogged.occurrences(),
        unlogged.source());
  }

  /** Returns the key of the client, or its address if it has sent no valid key. */
  private static String client(HttpServletRequest request) {
    return request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller
        ? "key " + caller.keyId()
        : "address " + request.getRemoteAddr();
  }

  private static String method(HttpServletRequest request) {
    return bounded(request.getMethod(), MAX_METHOD_LENGTH);
  }

  private static String path(HttpServletRequest request) {
    return bounded(request.getRequestURI(), MAX_PATH_LENGTH);
  }

  private static String bounded(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
