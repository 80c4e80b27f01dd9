package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.request.EventStreams;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers reads with an {@code ETag}, with 304 if the client knows the representation, and
 * compressed if the client accepts it. Streams and exports are not buffered.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 8)
public final class RepresentationFilter extends OncePerRequestFilter {
  /** Shorter representations do not become shorter in transfer. */
  private static final int MIN_COMPRESSED_BYTES = 1024;

  private static final String METRICS = "/metrics";

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getServletPath();
    return !(request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
        || !(path.startsWith("/api/") || path.equals("/openapi.json") || path.equals(METRICS))
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
    byte[] body = kept.getContentAsByteArray();
    response.addHeader(HttpHeaders.VARY, "Accept, Accept-Encoding");
    boolean compressed =
        body.length >= MIN_COMPRESSED_BYTES
            && acceptsGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    if (!request.getServletPath().equals(METRICS)) {
      EntityTag tag = EntityTag.of(body);
      response.setHeader(HttpHeaders.ETAG, tag.header(compressed));
      if (response.getHeader(HttpHeaders.CACHE_CONTROL) == null) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
      }
      String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
      if (known != null && tag.matches(known)) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
    }
    if (!compressed) {
      kept.copyBodyToResponse();
      return;
    }
    byte[] shorter = gzip(body);
    response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    response.setContentLength(shorter.length);
    response.getOutputStream().write(shorter);
  }

  static boolean acceptsGzip(@Nullable String header) {
    return header != null
        && Arrays.stream(header.toLowerCase(Locale.ROOT).split(",", -1))
            .map(coding -> coding.replace(" ", ""))
            .anyMatch(
                coding ->
                    coding.equals("gzip")
                        || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }
}
