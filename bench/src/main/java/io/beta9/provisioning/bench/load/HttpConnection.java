package io.beta9.provisioning.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * One keep-alive connection that sends a request at a time. Bodies are counted, not kept.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class HttpConnection {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final InetSocketAddress target;
  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
  private SocketChannel channel;
  private int headBytes;
  private long bodyBytes;
  private long receivedBodyBytes;
  private boolean chunked;
  private boolean closing;
  private boolean awaitsResponse;
  private int status;
  private long startedNanos;

  HttpConnection(InetSocketAddress target, Selector selector) throws IOException {
    this.target = target;
    this.selector = selector;
    this.channel = connect();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel opened = SocketChannel.open(target);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.configureBlocking(false);
    opened.register(selector, SelectionKey.OP_READ, this);
    return opened;
  }

  /** Sends a request whose duration counts from {@code since}. */
  void send(byte[] request, long since) throws IOException {
    if (closing) {
      channel.close();
      channel = connect();
    }
    in.clear();
    headBytes = 0;
    closing = false;
    awaitsResponse = true;
    status = 0;
    startedNanos = since;
    ByteBuffer out = ByteBuffer.wrap(request);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /**
   * Reads what has arrived.
   *
   * @return whether the response to the last request has become complete; false if the server has
   *     closed the connection after it
   */
  boolean read() throws IOException {
    boolean complete = receive() && awaitsResponse;
    if (complete) {
      awaitsResponse = false;
    }
    return complete;
  }

  private boolean receive() throws IOException {
    int count = channel.read(in);
    if (count < 0) {
      closing = true;
      channel.close();
      return true;
    }
    if (headBytes > 0) {
      receivedBodyBytes += count;
    } else if (parseHead()) {
      receivedBodyBytes = (long) in.position() - headBytes;
    } else {
      return false;
    }
    boolean complete = chunked ? endsWithLastChunk() : receivedBodyBytes >= bodyBytes;
    if (!in.hasRemaining()) {
      forgetAllButEnd();
    }
    return complete;
  }

  private boolean endsWithLastChunk() {
    int end = in.position();
    return receivedBodyBytes >= LAST_CHUNK.length
        && Arrays.equals(
            in.array(), end - LAST_CHUNK.length, end, LAST_CHUNK, 0, LAST_CHUNK.length);
  }

  /** Makes room for the rest of a body; its end is needed to recognise the last chunk. */
  private void forgetAllButEnd() {
    int end = in.position();
    System.arraycopy(in.array(), end - LAST_CHUNK.length, in.array(), 0, LAST_CHUNK.length);
    in.position(LAST_CHUNK.length);
  }

  private boolean parseHead() {
    byte[] bytes = in.array();
    int end = in.position();
    for (int i = 3; i < end; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        headBytes = i + 1;
        break;
      }
    }
    if (headBytes == 0) {
      return false;
    }
    String head =
        new String(bytes, 0, headBytes, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    status = Integer.parseInt(head, 9, 12, 10);
    int length = head.indexOf("\r\ncontent-length:");
    bodyBytes =
        length < 0
            ? 0
            : Long.parseLong(head.substring(length + 17, head.indexOf('\r', length + 17)).strip());
    chunked = length < 0 && head.contains("\r\ntransfer-encoding: chunked");
    closing = head.contains("\r\nconnection: close");
    return true;
  }

  /** Returns the status of the response; 0 if the server closed the connection. */
  int status() {
    return status;
  }

  long nanosAt(long now) {
    return now - startedNanos;
  }

  void close() throws IOException {
    channel.close();
  }
}
