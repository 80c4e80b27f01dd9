package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The response to one request: a complete body, a stream, or an upgrade of the connection to the
 * WebSocket protocol. Exactly one of them may be sent.
 */
public final class HttpResponse {
  private final InputStream in;
  private final OutputStream out;
  private final boolean headRequest;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private boolean isSent;
  private boolean isReusable = true;

  HttpResponse(InputStream in, OutputStream out, boolean bodyless) {
    this.in = in;
    this.out = out;
    this.headRequest = bodyless;
  }

  /** Returns a response that no client receives. */
  static HttpResponse discarded() {
    return new HttpResponse(InputStream.nullInputStream(), OutputStream.nullOutputStream(), false);
  }

  /** Sets a header of the response, which must not have been sent yet. */
  public HttpResponse withHeader(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** Sends a response with a complete body. */
  public void send(int status, String contentType, byte[] body) throws IOException {
    headers.put("Content-Type", contentType);
    headers.put("Content-Length", String.valueOf(body.length));
    OutputStream buffered = new BufferedOutputStream(out, 16 * 1024);
    writeHead(buffered, status);
    if (!headRequest) {
      buffered.write(body);
    }
    buffered.flush();
  }

  /**
   * Starts a chunked response of unknown length. Each flush of the returned stream sends a chunk.
   */
  public OutputStream stream(int status, String contentType) throws IOException {
    headers.put("Content-Type", contentType);
    headers.put("Transfer-Encoding", "chunked");
    writeHead(out, status);
    out.flush();
    return new BufferedOutputStream(new ChunkedOutput(out), 16 * 1024);
  }

  /**
   * Upgrades the connection to a WebSocket.
   *
   * @param supported the subprotocols that the server supports; the first one that the client
   *     offers is selected
   */
  public WebSocket upgrade(HttpRequest request, List<String> supported) throws IOException {
    String offered = request.header("sec-websocket-protocol").orElse("");
    headers.put("Upgrade", "websocket");
    headers.put("Connection", "Upgrade");
    headers.put(
        "Sec-WebSocket-Accept",
        WebSocket.acceptKey(request.header("sec-websocket-key").orElse("")));
    for (String protocol : offered.split("\\s*,\\s*", -1)) {
      if (supported.contains(protocol)) {
        headers.put("Sec-WebSocket-Protocol", protocol);
        break;
      }
    }
    writeHead(out, 101);
    out.flush();
    isReusable = false;
    return new WebSocket(in, out);
  }

  /** Returns whether the response, or its beginning, has been sent. */
  public boolean isSent() {
    return isSent;
  }

  /** Returns whether another request may follow on the same connection. */
  boolean isReusable() {
    return isReusable;
  }

  void closeAfterResponse() {
    isReusable = false;
  }

  private void writeHead(OutputStream to, int status) throws IOException {
    if (isSent) {
      throw new IllegalStateException("the response has already been sent");
    }
    isSent = true;
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ');
    head.append(reasonPhrase(status)).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    to.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String reasonPhrase(int status) {
    return switch (status) {
      case 101 -> "Switching Protocols";
      case 200 -> "OK";
      case 201 -> "Created";
      default -> status < 400 ? "Done" : "Error";
    };
  }

  /** Encodes each write as one chunk, and writes the terminating chunk when closed. */
  private static final class ChunkedOutput extends OutputStream {
    private final OutputStream out;
    private boolean closed;

    ChunkedOutput(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > 0) {
        out.write(sizeLine(length));
        out.write(bytes, offset, length);
        out.write('\r');
        out.write('\n');
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
    }

    private static byte[] sizeLine(int length) {
      String text = Integer.toHexString(length).toLowerCase(Locale.ROOT) + "\r\n";
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
