package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** S3's own chunks within a body, with trailers that count as headers. */
final class AwsChunked {
  private final byte[] body;
  private int at;

  private AwsChunked(byte[] body) {
    this.body = body;
  }

  /** The request as it would look without chunks; unchanged where it has none. */
  static WireRequest unwrap(WireRequest request) {
    String sha = request.header("x-amz-content-sha256").orElse("");
    String encoding = request.header("content-encoding").orElse("");
    if (!sha.startsWith("STREAMING-") && !encoding.contains("aws-chunked")) {
      return request;
    }
    AwsChunked chunks = new AwsChunked(request.body());
    byte[] content = chunks.content();
    Map<String, String> headers = new TreeMap<>(request.headers());
    chunks.trailers(headers);
    String rest = encoding.replaceAll(",?\\s*aws-chunked\\s*,?\\s*", "");
    if (rest.isEmpty()) {
      headers.remove("content-encoding");
    } else {
      headers.put("content-encoding", rest);
    }
    String length = headers.get("x-amz-decoded-content-length");
    if (length != null && !length.equals(Integer.toString(content.length))) {
      throw new AwsFault(
          400,
          "IncompleteBody",
          "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
    return request.with(headers, content);
  }

  private byte[] content() {
    ByteArrayOutputStream content = new ByteArrayOutputStream(body.length);
    while (true) {
      String line = line();
      int end = line.indexOf(';');
      int size;
      try {
        size = Integer.parseInt(end < 0 ? line : line.substring(0, end), 16);
      } catch (NumberFormatException e) {
        throw broken();
      }
      if (size == 0) {
        return content.toByteArray();
      }
      if (size < 0 || size > body.length - at) {
        throw broken();
      }
      content.write(body, at, size);
      at += size;
      if (!line().isEmpty()) {
        throw broken();
      }
    }
  }

  private void trailers(Map<String, String> headers) {
    while (at < body.length) {
      String line = line();
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
  }

  private String line() {
    int start = at;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    if (at == body.length) {
      throw broken();
    }
    int end = at > start && body[at - 1] == '\r' ? at - 1 : at;
    at++;
    return new String(body, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static AwsFault broken() {
    return new AwsFault(
        400, "InvalidChunkSizeError", "The body's chunks do not fit the aws-chunked encoding");
  }
}
