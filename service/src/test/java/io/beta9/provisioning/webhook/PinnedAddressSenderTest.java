package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.testing.WebhookReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedAddressSenderTest {
  private static final PinnedAddressSender.Limits LIMITS =
      new PinnedAddressSender.Limits(Duration.ofSeconds(20), 4096);

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private PinnedAddressSender sender(AddressPolicy addresses, PinnedAddressSender.Limits limits) {
    PinnedAddressSender sender =
        new PinnedAddressSender(
            addresses, (SSLSocketFactory) SSLSocketFactory.getDefault(), limits);
    opened.add(sender);
    return sender;
  }

  private PinnedAddressSender sender() {
    return sender(AddressPolicy.PUBLIC_OR_LOOPBACK, LIMITS);
  }

  private WebhookReceiver receiver() {
    WebhookReceiver receiver = new WebhookReceiver();
    opened.add(receiver);
    return receiver;
  }

  private static WebhookRequest request(String url) {
    return new WebhookRequest(
        WebhookUrl.parse(url, AddressPolicy.PUBLIC_OR_LOOPBACK),
        "msg_1",
        1_614_265_330,
        "v1,c2lnbmF0dXJl",
        "{\"name\": \"ü\"}");
  }

  /** Answers each connection with these bytes, after the head of the request was received. */
  private ServerSocket raw(InetAddress address, String response) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, address);
    opened.add(server);
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().read();
                  socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
                  socket.getOutputStream().flush();
                  while (socket.getInputStream().read() >= 0) {
                    // Until the sender closes the connection.
                  }
                } catch (IOException e) {
                  // The sender or the test has closed it.
                }
              }
            });
    return server;
  }

  private ServerSocket raw(String response) throws IOException {
    return raw(InetAddress.getLoopbackAddress(), response);
  }

  private static String url(ServerSocket server) {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  @Test
  void sends_body_and_headers_and_returns_the_status() {
    WebhookReceiver receiver = receiver();

    assertThat(sender().send(request(receiver.url())))
        .isEqualTo(new AttemptResult.ReceiverAccepted(204));

    WebhookReceiver.Received received = receiver.next();
    assertThat(received.body()).isEqualTo("{\"name\": \"ü\"}");
    assertThat(received.path()).isEqualTo("/hook?source=beta9");
    assertThat(received.headers())
        .containsEntry("webhook-id", "msg_1")
        .containsEntry("webhook-timestamp", "1614265330")
        .containsEntry("webhook-signature", "v1,c2lnbmF0dXJl")
        .containsEntry("host", "127.0.0.1:" + receiver.port());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 410, 429, 500, 503})
  void an_unsuccessful_status_is_a_rejection(int status) {
    WebhookReceiver receiver = receiver();
    receiver.answer(status);

    assertThat(sender().send(request(receiver.url())))
        .isEqualTo(new AttemptResult.ReceiverRejected(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void a_redirect_is_not_followed(int status) {
    WebhookReceiver target = receiver();
    WebhookReceiver receiver = receiver();
    receiver.answer(usual -> new WebhookReceiver.Answer(status, Map.of("Location", target.url())));

    assertThat(sender().send(request(receiver.url())))
        .isEqualTo(new AttemptResult.ReceiverRejected(status));
    assertThat(target.waiting()).isZero();
    assertThat(new AttemptResult.ReceiverRejected(status).description())
        .contains("redirects are not followed");
  }

  @Test
  void does_not_connect_to_a_host_with_private_addresses_only() {
    WebhookReceiver receiver = receiver();

    AttemptResult result =
        sender(AddressPolicy.PUBLIC, LIMITS)
            .send(request("http://localhost:" + receiver.port() + "/"));

    assertThat(result)
        .isEqualTo(
            new AttemptResult.NoResponse(
                "the host has no address to which deliveries may be sent"));
    assertThat(receiver.waiting()).isZero();
  }

  /** A second lookup would find 127.0.0.1, where a server listens on the same port, too. */
  @Test
  void connects_to_the_address_that_was_checked_and_looks_the_host_up_once() throws Exception {
    InetAddress checked = InetAddress.ofLiteral("127.0.0.2");
    ServerSocket wanted = raw(checked, "HTTP/1.1 200 OK\r\n\r\n");
    ServerSocket other = new ServerSocket();
    opened.add(other);
    other.bind(
        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), wanted.getLocalPort()));
    List<String> lookups = new ArrayList<>();
    AddressPolicy changing =
        new AddressPolicy() {
          @Override
          public boolean permits(InetAddress address) {
            return address.equals(checked);
          }

          @Override
          public InetAddress resolve(String host) throws UnknownHostException {
            lookups.add(host);
            if (lookups.size() > 1) {
              throw new UnknownHostException("the answer has changed");
            }
            return checked;
          }
        };

    assertThat(
            sender(changing, LIMITS)
                .send(request("http://localhost:" + wanted.getLocalPort() + "/")))
        .isEqualTo(new AttemptResult.ReceiverAccepted(200));
    assertThat(lookups).containsExactly("localhost");
  }

  @Test
  void a_receiver_that_sends_its_answer_slowly_is_given_up_at_the_deadline() throws Exception {
    ServerSocket server = raw("HTTP/1.1 ");

    AttemptResult result =
        sender(
                AddressPolicy.PUBLIC_OR_LOOPBACK,
                new PinnedAddressSender.Limits(Duration.ofMillis(100), 4096))
            .send(request(url(server)));

    assertThat(result).isEqualTo(new AttemptResult.NoResponse("no response within 0 s"));
  }

  @Test
  @Timeout(30)
  void a_name_server_that_does_not_answer_is_given_up_at_the_deadline() {
    CountDownLatch answered = new CountDownLatch(1);
    opened.add(answered::countDown);
    AddressPolicy unanswered =
        new AddressPolicy() {
          @Override
          public boolean permits(InetAddress address) {
            return true;
          }

          @Override
          public InetAddress resolve(String host) throws UnknownHostException {
            try {
              answered.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
          }
        };

    AttemptResult result =
        sender(unanswered, new PinnedAddressSender.Limits(Duration.ofMillis(100), 4096))
            .send(request("http://localhost:1/"));

    assertThat(result).isEqualTo(new AttemptResult.NoResponse("no response within 0 s"));
  }

  @Test
  void a_head_that_is_too_long_is_not_read_to_its_end() throws Exception {
    ServerSocket server = raw("HTTP/1.1 103 " + "x".repeat(100_000));

    assertThat(sender().send(request(url(server)))).isInstanceOf(AttemptResult.NoResponse.class);
  }

  @Test
  void the_status_is_known_before_the_body_which_is_not_read() throws Exception {
    ServerSocket server =
        raw("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + "x".repeat(1000));

    assertThat(sender().send(request(url(server))))
        .isEqualTo(new AttemptResult.ReceiverAccepted(200));
  }

  @Test
  void an_interim_response_is_skipped() throws Exception {
    ServerSocket server =
        raw("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 500 No\r\n\r\n");

    assertThat(sender().send(request(url(server))))
        .isEqualTo(new AttemptResult.ReceiverRejected(500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "\r\n", "HTTP/1.1 2xx OK\r\n"})
  void a_response_that_is_not_http_is_not_an_answer_and_is_not_quoted(String response)
      throws Exception {
    ServerSocket server = raw(response);

    assertThat(sender().send(request(url(server))))
        .isEqualTo(new AttemptResult.NoResponse("the response is not one of HTTP/1.1"));
  }

  @Test
  void a_refused_connection_is_not_an_answer() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(sender().send(request("http://127.0.0.1:" + port + "/")))
        .isEqualTo(new AttemptResult.NoResponse("the connection is refused"));
  }
}
