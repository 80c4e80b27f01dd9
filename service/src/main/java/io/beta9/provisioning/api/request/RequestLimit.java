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
import tools.jackson.databind.json.JsonMapper;

/**
 * Limits the number of requests to {@code /api/} that are processed at the same time. Further
 * requests are rejected immediately with a prepared response (429), so that those that are accepted
 * are answered in time however many arrive. Streams have a limit of their own.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6585#section-4">RFC 6585, section 4</a>
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
public final class RequestLimit extends OncePerRequestFilter {
  private final Semaphore permits;
  private final byte[] rejection;

  /**
   * @param limit maximum number of requests that are processed at the same time
   */
  public RequestLimit(int limit, JsonMapper json) {
    this.permits = new Semaphore(limit);
    this.rejection =
        json.writeValueAsBytes(
            ProblemDetails.document(
                ProblemDetails.problem(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-requests",
                    "The service is processing "
                        + limit
                        + " requests, which is its limit. This request was not processed; retry"
                        + " it.")));
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !ApiPaths.isApi(request) || EventStreams.isRequested(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!permits.tryAcquire()) {
      response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
      response.setHeader("Retry-After", ProblemDetails.RETRY_AFTER_SECONDS);
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setContentLength(rejection.length);
      response.getOutputStream().write(rejection);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      permits.release();
    }
  }
}
