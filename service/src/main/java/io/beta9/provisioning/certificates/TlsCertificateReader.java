package io.beta9.provisioning.certificates;

import io.beta9.provisioning.network.AddressPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Reads the certificate in a TLS handshake, including an expired or untrusted one. */
public final class TlsCertificateReader implements CertificateReader {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final int port;
  private final AddressPolicy addresses;

  /**
   * @param port 443, except in tests
   * @param addresses the addresses that may be connected to: tenants name the hosts
   */
  public TlsCertificateReader(int port, AddressPolicy addresses) {
    this.port = port;
    this.addresses = addresses;
  }

  @Override
  public Optional<Instant> expiryAt(String host) {
    int millis = (int) TIMEOUT.toMillis();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(addresses.resolve(host), port), millis);
      plain.setSoTimeout(millis);
      try (SSLSocket socket =
          (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true)) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
            ? Optional.of(certificate.getNotAfter().toInstant())
            : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty(); // Not reachable from this host, for example a private load balancer.
    }
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM does not support TLS", e);
    }
  }

  /** Trusts every certificate: nothing but the certificate is read from the connection. */
  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
