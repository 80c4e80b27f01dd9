package io.beta9.provisioning.bench.console;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A browser's requests over one keep-alive connection, with the time until the first byte of each
 * response. It reads responses with a length only, which all pages have.
 */
final class ConsoleClient implements AutoCloseable {
  private static final Pattern ASSET = Pattern.compile("\"(/console/assets/[^\"]+)\"");
  private static final Pattern COOKIE =
      Pattern.compile("(?im)^set-cookie: (beta9_console=[0-9a-f]+)");
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private String cookie = "";

  ConsoleClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    out = socket.getOutputStream();
  }

  /**
   * A response.
   *
   * @param body its bytes, each as one character
   * @param firstByteNanos from the request until the first byte of the response
   */
  record Response(int status, String head, String body, long firstByteNanos) {
    int transferredBytes() {
      return head.length() + body.length();
    }

    /** Returns the body of a page, decompressed. */
    String text() throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
      if (!head.toLowerCase(Locale.ROOT).contains("content-encoding: gzip")) {
        return new String(bytes, StandardCharsets.UTF_8);
      }
      try (GZIPInputStream decompressed = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        return new String(decompressed.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** Starts a session of a key. */
  void signIn(String key) throws IOException {
    String form = "to=%2Fconsole&key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    Response response =
        send(
            "POST /console/sign-in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
                + "\r\nContent-Length: "
                + form.length()
                + "\r\n",
            form);
    Matcher session = COOKIE.matcher(response.head());
    if (!session.find()) {
      throw new IllegalStateException("Signing in failed with status " + response.status());
    }
    cookie = session.group(1);
  }

  Response get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nAccept: text/html\r\n", "");
  }

  /** Reads the API with a key. */
  Response getFromApi(String path, String key) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nAuthorization: Bearer " + key + "\r\n", "");
  }

  /** Returns what a browser with an empty cache transfers for a page. */
  int bytesOfFirstLoad(String path) throws IOException {
    Response page = get(path);
    int bytes = page.transferredBytes();
    TreeSet<String> assets = new TreeSet<>();
    Matcher asset = ASSET.matcher(page.text());
    while (asset.find()) {
      assets.add(asset.group(1));
    }
    for (String each : assets) {
      bytes += get(each).transferredBytes();
    }
    return bytes;
  }

  private Response send(String head, String body) throws IOException {
    String request =
        head
            + "Host: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
            + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n")
            + "\r\n"
            + body;
    long start = System.nanoTime();
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    int first = in.read();
    long firstByteNanos = System.nanoTime() - start;
    if (first < 0) {
      throw new IOException("The service closed the connection");
    }
    String headers = readHead(first);
    Matcher length = LENGTH.matcher(headers);
    boolean hasLength = length.find();
    byte[] content = new byte[hasLength ? Integer.parseInt(length.group(1)) : 0];
    if (!hasLength && headers.toLowerCase(Locale.ROOT).contains("transfer-encoding")) {
      throw new IOException("The response has no length: " + request.lines().findFirst());
    }
    in.readFully(content);
    return new Response(
        Integer.parseInt(headers.substring(9, 12)),
        headers,
        new String(content, StandardCharsets.ISO_8859_1),
        firstByteNanos);
  }

  private String readHead(int first) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(first);
    int newLines = 0;
    while (newLines < 2) {
      int next = in.readUnsignedByte();
      head.write(next);
      newLines = next == '\n' ? newLines + 1 : next == '\r' ? newLines : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
