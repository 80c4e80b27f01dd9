package io.beta9.provisioning.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HttpConnectionTest {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  /** Waits until the connection is readable, and reads. */
  private static boolean read(Selector selector, HttpConnection connection) throws IOException {
    do {
      selector.select();
    } while (selector.selectedKeys().isEmpty());
    selector.selectedKeys().clear();
    return connection.read();
  }

  private static void answer(Socket socket) throws IOException {
    socket.getInputStream().readNBytes(REQUEST.length);
    socket.getOutputStream().write(RESPONSE);
  }

  @Timeout(30)
  @Test
  void the_end_of_an_idle_connection_is_not_a_response() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Selector selector = Selector.open()) {
      HttpConnection connection =
          new HttpConnection(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
              selector);
      try (Socket first = server.accept()) {
        connection.send(REQUEST, 0);
        answer(first);
        assertThat(read(selector, connection)).isTrue();
        assertThat(connection.status()).isEqualTo(200);
      }
      assertThat(read(selector, connection)).isFalse();
      assertThat(selector.selectNow()).as("keys that are still readable").isZero();
      assertThat(selector.keys()).noneMatch(SelectionKey::isValid);

      connection.send(REQUEST, 0);
      try (Socket second = server.accept()) {
        answer(second);
        assertThat(read(selector, connection)).isTrue();
        assertThat(connection.status()).isEqualTo(200);
      }
      connection.close();
    }
  }

  @Timeout(30)
  @Test
  void a_connection_that_ends_before_the_response_completes_with_the_status_0() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Selector selector = Selector.open()) {
      HttpConnection connection =
          new HttpConnection(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
              selector);
      try (Socket socket = server.accept()) {
        connection.send(REQUEST, 0);
        socket.getInputStream().readNBytes(REQUEST.length);
      }
      assertThat(read(selector, connection)).isTrue();
      assertThat(connection.status()).isZero();
    }
  }
}
