package io.beta9.provisioning.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.testing.TestCertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to servers with certificates, at an address that only the policy knows. */
class EncryptedDeliveryTest {
  private static final String HOST = "hooks.example.com";
  private static final InetAddress CHECKED = InetAddress.ofLiteral("127.0.0.2");

  @TempDir static Path keys;

  private static TestCertificateAuthority authority;
  private static SSLContext genuine;

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** What the servers received: the name of the handshake and the head of the request. */
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();

  private record Received(List<String> requestedNames, String head) {}

  @BeforeAll
  static void issueCertificate() {
    authority = new TestCertificateAuthority(keys, "trusted");
    genuine = authority.issue("dns:" + HOST, "-1H");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private AttemptResult deliver(String host, ServerSocket server, SSLSocketFactory trust) {
    AddressPolicy addresses =
        new AddressPolicy() {
          @Override
          public boolean permits(InetAddress address) {
            return address.isLoopbackAddress();
          }

          @Override
          public InetAddress resolve(String name) throws UnknownHostException {
            return CHECKED; // No name server knows the host.
          }
        };
    try (PinnedAddressSender sender =
        new PinnedAddressSender(
            addresses, trust, new PinnedAddressSender.Limits(Duration.ofSeconds(20), 4096))) {
      return sender.send(
          new WebhookRequest(
              WebhookUrl.parse(
                  "https://" + host + ":" + server.getLocalPort() + "/hook", addresses),
              "msg_1",
              1_614_265_330,
              "v1,c2lnbmF0dXJl",
              "{}"));
    }
  }

  private AttemptResult deliver(ServerSocket server) {
    return deliver(HOST, server, authority.client());
  }

  private ServerSocket server(SSLContext tls, String response) throws IOException {
    SSLServerSocket server = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
    opened.add(server);
    server.bind(new InetSocketAddress(CHECKED, 0));
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.startHandshake();
                  received.add(new Received(names(socket), head(socket)));
                  socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
                  socket.getOutputStream().flush();
                } catch (IOException e) {
                  // The sender has refused the certificate, or the test has ended.
                }
              }
            });
    return server;
  }

  private static List<String> names(SSLSocket socket) {
    return ((ExtendedSSLSession) socket.getSession())
        .getRequestedServerNames().stream()
            .map(name -> ((SNIHostName) name).getAsciiName())
            .toList();
  }

  private static String head(SSLSocket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("the request has no end");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private @Nullable Received next() throws InterruptedException {
    return received.poll(10, TimeUnit.SECONDS);
  }

  private void assertNothingWasSent() {
    // A refused handshake ends before the request: nothing can arrive later.
    assertThat(received).isEmpty();
  }

  @Test
  void verifies_the_certificate_by_the_name_at_the_address_that_was_checked() throws Exception {
    ServerSocket server = server(genuine, "HTTP/1.1 204 No Content\r\n\r\n");

    assertThat(deliver(server)).isEqualTo(new AttemptResult.ReceiverAccepted(204));

    Received request = next();
    assertThat(request).isNotNull();
    assertThat(request.requestedNames()).containsExactly(HOST);
    assertThat(request.head())
        .startsWith("POST /hook HTTP/1.1\r\n")
        .contains("Host: " + HOST + ":" + server.getLocalPort() + "\r\n");
  }

  /** Neither the server name indication nor a certificate has the final dot. */
  @Test
  void accepts_an_absolute_host_name() throws Exception {
    ServerSocket server = server(genuine, "HTTP/1.1 204 No Content\r\n\r\n");

    assertThat(deliver(HOST + ".", server, authority.client()))
        .isEqualTo(new AttemptResult.ReceiverAccepted(204));

    Received request = next();
    assertThat(request).isNotNull();
    assertThat(request.requestedNames()).containsExactly(HOST);
  }

  @Test
  void refuses_a_certificate_for_another_host() throws Exception {
    ServerSocket server = server(authority.issue("dns:other.example.com", "-1H"), "");

    assertThat(deliver(server))
        .isEqualTo(
            new AttemptResult.NoResponse("the certificate of the server is for another host name"));
    assertNothingWasSent();
  }

  /** The certificate is for the address that is connected to, but the URL has a name. */
  @Test
  void refuses_a_certificate_for_the_address_of_the_host() throws Exception {
    ServerSocket server = server(authority.issue("ip:127.0.0.2", "-1H"), "");

    assertThat(deliver(server))
        .isEqualTo(
            new AttemptResult.NoResponse("the certificate of the server is for another host name"));
    assertNothingWasSent();
  }

  @Test
  void accepts_a_certificate_for_an_address_if_the_url_has_the_address() throws Exception {
    ServerSocket server = server(authority.issue("ip:127.0.0.2", "-1H"), "HTTP/1.1 200 OK\r\n\r\n");

    assertThat(deliver("127.0.0.2", server, authority.client()))
        .isEqualTo(new AttemptResult.ReceiverAccepted(200));

    Received request = next();
    assertThat(request).isNotNull();
    assertThat(request.requestedNames()).isEmpty();
  }

  @Test
  void refuses_an_authority_that_is_not_trusted() throws Exception {
    TestCertificateAuthority unknown = new TestCertificateAuthority(keys, "unknown");
    ServerSocket server = server(unknown.issue("dns:" + HOST, "-1H"), "");

    assertThat(deliver(server))
        .isEqualTo(new AttemptResult.NoResponse("the certificate of the server is not trusted"));
    assertNothingWasSent();
  }

  @Test
  void trusts_public_authorities_by_default() throws Exception {
    ServerSocket server = server(genuine, "");

    assertThat(deliver(HOST, server, (SSLSocketFactory) SSLSocketFactory.getDefault()))
        .isEqualTo(new AttemptResult.NoResponse("the certificate of the server is not trusted"));
    assertNothingWasSent();
  }

  @Test
  void refuses_a_certificate_that_has_expired() throws Exception {
    ServerSocket server = server(authority.issue("dns:" + HOST, "-2d"), "");

    assertThat(deliver(server))
        .isEqualTo(
            new AttemptResult.NoResponse(
                "the certificate of the server has expired or is not valid yet"));
    assertNothingWasSent();
  }

  @Test
  void does_not_follow_a_redirect() throws Exception {
    ServerSocket target = server(genuine, "HTTP/1.1 204 No Content\r\n\r\n");
    ServerSocket server =
        server(
            genuine,
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://%s:%d/other\r\n\r\n"
                .formatted(HOST, target.getLocalPort()));

    assertThat(deliver(server)).isEqualTo(new AttemptResult.ReceiverRejected(307));
    Received request = next();
    assertThat(request).isNotNull();
    assertThat(request.head()).startsWith("POST /hook ");
    assertThat(received).isEmpty();
  }

  @Test
  void a_server_without_encryption_is_sent_no_request() throws Exception {
    ServerSocket plain = new ServerSocket(0, 1, CHECKED);
    opened.add(plain);
    Thread.ofVirtual()
        .start(
            () -> {
              try (var socket = plain.accept()) {
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes("US-ASCII"));
                socket.getOutputStream().flush();
                socket.getInputStream().readAllBytes();
              } catch (IOException e) {
                // The sender has closed the connection.
              }
            });

    assertThat(deliver(plain))
        .isEqualTo(new AttemptResult.NoResponse("the server does not support TLS as required"));
  }
}
