package io.beta9.provisioning.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.http.AddressRanges;
import io.beta9.provisioning.settings.http.HttpSettings;
import io.beta9.provisioning.settings.http.TlsSettings;
import io.beta9.provisioning.testing.PemCertificate;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers of responses that are larger than the buffers of a connection, in plain HTTP and with
 * TLS. The buffers of the server are small, so that it notices each read.
 */
class SlowReaderTest {
  private static final int LARGE_RESPONSE_BYTES = 4 << 20;
  private static PemCertificate certificate;

  @TempDir Path folder;
  private final CompletableFuture<IOException> failure = new CompletableFuture<>();
  private final Tomcat tomcat = new Tomcat();

  @BeforeAll
  static void createCertificate() {
    certificate = PemCertificate.create("EC");
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }

  /** Starts a server that sends the number of bytes that a request names. */
  private int start(boolean isEncrypted) throws Exception {
    certificate.write(folder);
    ListenSettings listen =
        new ListenSettings(
            "127.0.0.1",
            0,
            10,
            20,
            20,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));
    BoundedHttpProtocol protocol = new BoundedHttpProtocol();
    protocol.setAddress(InetAddress.getLoopbackAddress());
    protocol.setExecutor(new VirtualThreadExecutor("test-"));
    protocol.setProperty("socket.txBufSize", "4096");
    Connector connector = new Connector(protocol);
    connector.setPort(0);
    new ServerConnectors(
            listen,
            new HttpSettings(true, AddressRanges.parse(""), null),
            new TlsCertificateReloader(
                isEncrypted
                    ? new TlsSettings(folder.resolve("tls.crt"), folder.resolve("tls.key"))
                    : new TlsSettings(null, null)))
        .configure(connector);
    tomcat.setBaseDir(folder.toString());
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "bytes", new Bytes()).addMapping("/");
    tomcat.start();
    return connector.getLocalPort();
  }

  private final class Bytes extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      long count = Long.parseLong(request.getParameter("count"));
      byte[] block = new byte[1024];
      try {
        for (long written = 0; written < count; written += block.length) {
          response.getOutputStream().write(block);
        }
      } catch (IOException e) {
        failure.complete(e);
        throw e;
      }
    }
  }

  /** Connects with a small receive buffer. */
  private static Socket connect(int port, boolean isEncrypted) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    if (!isEncrypted) {
      return socket;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", certificate.authority());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket encrypted =
        (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", port, true);
    encrypted.startHandshake();
    return encrypted;
  }

  private static void request(Socket socket, long count) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET /?count=" + count + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_reader_that_makes_little_progress_is_disconnected(boolean isEncrypted) throws Exception {
    int port = start(isEncrypted);
    try (Socket socket = connect(port, isEncrypted)) {
      request(socket, Long.MAX_VALUE / 2);

      byte[] little = new byte[1024];
      Awaitility.await()
          .until(
              () -> {
                try {
                  assertThat(socket.getInputStream().read(little)).isPositive();
                } catch (IOException e) {
                  // Reset.
                }
                return failure.isDone();
              });
      assertThat(failure.get()).hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_reader_that_reads_all_that_it_gets_receives_a_large_response(boolean isEncrypted)
      throws Exception {
    int port = start(isEncrypted);
    try (Socket socket = connect(port, isEncrypted)) {
      request(socket, LARGE_RESPONSE_BYTES);

      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(LARGE_RESPONSE_BYTES);
    }
    assertThat(failure).isNotDone();
  }
}
