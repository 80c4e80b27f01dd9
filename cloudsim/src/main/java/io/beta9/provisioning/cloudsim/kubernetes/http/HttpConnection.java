package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The server side of an HTTP/1.1 connection over a pair of streams, for example those of a TLS
 * socket or of a forwarded port.
 */
public final class HttpConnection {
  private static final int MAX_BODY_BYTES = 64 * 1024 * 1024;

  /** Handles requests. */
  @FunctionalInterface
  public interface Handler {
    void handle(HttpRequest request, HttpResponse response) throws IOException;
  }

  private final InputStream in;
  private final OutputStream out;
  private final Handler handler;

  public HttpConnection(InputStream in, OutputStream out, Handler handler) {
    this.in = new BufferedInputStream(in, 16 * 1024);
    this.out = new BufferedOutputStream(out, 16 * 1024);
    this.handler = handler;
  }

  /** Handles requests until the client closes the connection or a response requires closing it. */
  public void serve() throws IOException {
    while (true) {
      String requestLine = readLine();
      if (requestLine.isEmpty()) {
        return;
      }
      String[] parts = requestLine.split(" ", -1);
      if (parts.length != 3) {
        return;
      }
      Map<String, String> headers = readHeaders();
      if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      HttpRequest request = HttpRequest.of(parts[0], parts[1], headers, readBody(headers));
      HttpResponse response = new HttpResponse(in, out, parts[0].equals("HEAD"));
      if (headers.getOrDefault("connection", "").equalsIgnoreCase("close")) {
        response.withHeader("Connection", "close").closeAfterResponse();
      }
      handler.handle(request, response);
      if (!response.isSent()) {
        response.send(500, "text/plain", new byte[0]);
      }
      out.flush();
      if (!response.isReusable()) {
        return;
      }
    }
  }

  private Map<String, String> readHeaders() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.merge(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip(),
            (first, second) -> first + ", " + second);
      }
    }
    return headers;
  }

  private byte[] readBody(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(readLine().split(";", -1)[0].strip(), 16);
        body.write(readExactly(size));
        readLine();
        if (size == 0) {
          return body.toByteArray();
        }
      }
    }
    return readExactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private byte[] readExactly(int length) throws IOException {
    if (length < 0 || length > MAX_BODY_BYTES) {
      throw new IOException("invalid body length: " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the connection was closed before the end of the body");
    }
    return bytes;
  }

  /** Reads a line without its terminator. Returns an empty string at the end of the stream. */
  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
