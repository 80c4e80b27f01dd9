package io.beta9.provisioning.api.contract;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Writes the representation of a resource: with an {@code ETag}, as 304 if the client knows it, and
 * compressed if the client accepts that.
 */
public final class RepresentationWriter {
  static final String METRICS = "/metrics";

  /** Shorter representations do not become shorter in transfer. */
  private static final int MIN_COMPRESSED_BYTES = 1024;

  private RepresentationWriter() {}

  /** Writes the body of a response with status 200, whose content type is set. */
  public static void write(HttpServletRequest request, HttpServletResponse response, byte[] body)
      throws IOException {
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
    byte[] sent = compressed ? gzip(body) : body;
    if (compressed) {
      response.setHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response.setContentLength(sent.length);
    response.getOutputStream().write(sent);
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
