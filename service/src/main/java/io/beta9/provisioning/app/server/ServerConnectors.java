package io.beta9.provisioning.app.server;

import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.http.HttpSettings;
import org.apache.catalina.connector.Connector;

/** Configures the connectors of a process: their limits, deadlines and TLS. */
public final class ServerConnectors {
  private final ListenSettings listen;
  private final HttpSettings http;
  private final TlsCertificateReloader tls;

  public ServerConnectors(ListenSettings listen, HttpSettings http, TlsCertificateReloader tls) {
    this.listen = listen;
    this.http = http;
    this.tls = tls;
  }

  /**
   * @param connector a connector of a {@link BoundedHttpProtocol} that is not started yet
   */
  void configure(Connector connector) {
    ((BoundedHttpProtocol) connector.getProtocolHandler()).bound(listen, http.trustedProxies());
    // Forms are not accepted; reading one would not be subject to the deadline of the body.
    connector.setParseBodyMethods("");
    tls.secure(connector);
  }
}
