package io.beta9.provisioning.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Keeps the document {@code /openapi.json} after the first request for it. It needs no API key, and
 * springdoc would serialize it for each request.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 4)
public final class ApiDescriptionFilter extends OncePerRequestFilter {
  public static final String PATH = "/openapi.json";

  private volatile byte @Nullable [] document;

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("GET") || !request.getServletPath().equals(PATH);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    byte[] known = document;
    if (known != null) {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.setContentLength(known.length);
      response.getOutputStream().write(known);
      return;
    }
    ContentCachingResponseWrapper captured = new ContentCachingResponseWrapper(response);
    chain.doFilter(request, captured);
    if (captured.getStatus() == HttpServletResponse.SC_OK) {
      document = captured.getContentAsByteArray();
    }
    captured.copyBodyToResponse();
  }
}
