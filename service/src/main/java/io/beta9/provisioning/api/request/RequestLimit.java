package io.beta9.provisioning.api.request;

import io.beta9.provisioning.api.problem.ProblemDetails;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the number of requests to {@code /api/} that are processed at the same time. Further
 * requests are rejected with 429 at once, before they cost anything, so that those that are
 * accepted are answered in time however many arrive. Streams have a limit of their own.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6585#section-4">RFC 6585, section 4</a>
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
public final class RequestLimit extends OncePerRequestFilter {
  private final int limit;
  private final Semaphore permits;
  private final ProblemDetails problems;

  /**
   * @param limit maximum number of requests that are processed at the same time
   */
  public RequestLimit(int limit, ProblemDetails problems) {
    this.limit = limit;
    this.permits = new Semaphore(limit);
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return !path.startsWith("/api/") || isStream(request, path);
  }

  private static boolean isStream(HttpServletRequest request, String path) {
    if (!path.endsWith("/events") && !path.endsWith("/logs")) {
      return false;
    }
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!permits.tryAcquire()) {
      problems.write(
          request,
          response,
          ProblemDetails.problem(
              HttpStatus.TOO_MANY_REQUESTS,
              "too-many-requests",
              "The service is processing "
                  + limit
                  + " requests, which is its limit; this request was not processed. Retry it."));
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      permits.release();
    }
  }
}
