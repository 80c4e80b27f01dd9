package io.beta9.provisioning.cloudsim.aws.protocol.wire;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Decodes the aws-chunked content encoding of S3, whose trailers are treated as headers. */
public final class AwsChunkedDecoder {
  private final byte[] body;
  private int at;

  private AwsChunkedDecoder(byte[] body) {
    this.body = body;
  }

  /** Returns the request with a decoded body; unchanged if it is not chunked. */
  public static WireRequest unwrap(WireRequest request) {
    String sha = request.header("x-amz-content-sha256").orElse("");
    String encoding = request.header("content-encoding").orElse("");
    if (!sha.startsWith("STREAMING-") && !encoding.contains("aws-chunked")) {
      return request;
    }
    AwsChunkedDecoder chunks = new AwsChunkedDecoder(request.body());
    byte[] content = chunks.readContent();
    Map<String, String> headers = new TreeMap<>(request.headers());
    chunks.readTrailers(headers);
    String rest = encoding.replaceAll(",?\\s*aws-chunked\\s*,?\\s*", "");
    if (rest.isEmpty()) {
      headers.remove("content-encoding");
    } else {
      headers.put("content-encoding", rest);
    }
    String length = headers.get("x-amz-decoded-content-length");
    if (length != null && !length.equals(Integer.toString(content.length))) {
      throw new AwsErrorException(
          400,
          "IncompleteBody",
          "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
    return request.with(headers, content);
  }

  private byte[] readContent() {
    ByteArrayOutputStream content = new ByteArrayOutputStream(body.length);
    while (true) {
      String line = readLine();
      int end = line.indexOf(';');
      int size;
      try {
        size = Integer.parseInt(end < 0 ? line : line.substring(0, end), 16);
      } catch (NumberFormatException e) {
        throw malformed();
      }
      if (size == 0) {
        return content.toByteArray();
      }
      if (size < 0 || size > body.length - at) {
        throw malformed();
      }
      content.write(body, at, size);
      at += size;
      if (!readLine().isEmpty()) {
        throw malformed();
      }
    }
  }

  private void readTrailers(Map<String, String> headers) {
    while (at < body.length) {
      String line = readLine();
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
  }

  private String readLine() {
    int start = at;
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    if (at == body.length) {
      throw malformed();
    }
    int end = at > start && body[at - 1] == '\r' ? at - 1 : at;
    at++;
    return new String(body, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static AwsErrorException malformed() {
    return new AwsErrorException(
        400, "InvalidChunkSizeError", "The body is not a valid aws-chunked encoding");
  }
}
