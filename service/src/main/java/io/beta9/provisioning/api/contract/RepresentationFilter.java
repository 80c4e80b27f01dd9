package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.request.EventStreams;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers the reads of Spring MVC as {@link RepresentationWriter} does. Streams and exports are not
 * buffered.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 7)
public final class RepresentationFilter extends OncePerRequestFilter {
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getServletPath();
    return !(request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
        || !(path.startsWith("/api/")
            || path.equals("/openapi.json")
            || path.equals(RepresentationWriter.METRICS))
        || path.endsWith("/export")
        || path.endsWith("/support-bundle")
        || EventStreams.isRequested(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper(response);
    chain.doFilter(request, kept);
    if (kept.getStatus() != HttpServletResponse.SC_OK || kept.getContentSize() == 0) {
      kept.copyBodyToResponse();
      return;
    }
    RepresentationWriter.write(request, response, kept.getContentAsByteArray());
  }
}
