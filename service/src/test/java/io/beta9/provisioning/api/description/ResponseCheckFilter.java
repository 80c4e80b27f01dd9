package io.beta9.provisioning.api.description;

import io.beta9.provisioning.api.request.EventStreams;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Replaces every response of a test that does not comply with the description of the API by one
 * that no test expects, with the status {@value #VIOLATION}.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 11)
public final class ResponseCheckFilter extends OncePerRequestFilter {
  static final int VIOLATION = 599;

  private final DescribedResponses described;

  ResponseCheckFilter(DescribedResponses described) {
    this.described = described;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS") || EventStreams.isRequested(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
    chain.doFilter(request, kept);
    Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (kept.getHeader("Content-Encoding") == null
        && request.getRequestURI().startsWith("/api/")
        && !kept.isCommitted()) {
      Optional<String> violation =
          described.violation(
              request.getMethod(),
              route == null ? "none" : route.toString(),
              kept.getStatus(),
              kept.getContentType(),
              kept.getContentAsByteArray());
      if (violation.isPresent()) {
        kept.resetBuffer();
        kept.setStatus(VIOLATION);
        kept.setContentType("text/plain");
        kept.getOutputStream().write(violation.get().getBytes(StandardCharsets.UTF_8));
      }
    }
    kept.copyBodyToResponse();
  }
}
