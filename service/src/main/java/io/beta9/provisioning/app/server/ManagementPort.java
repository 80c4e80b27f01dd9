package io.beta9.provisioning.app.server;

import io.beta9.provisioning.settings.ListenSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * A second port of the API, for metrics and the details of its health. It belongs to the same
 * server as the API's port, so that it costs neither memory nor time at start.
 */
public final class ManagementPort
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private final @Nullable Integer port;
  private final ListenSettings listen;
  private final ServerConnectors connectors;
  private volatile @Nullable Connector connector;

  /**
   * @param port 0 for any free port; null if the API's port serves metrics and health details
   */
  public ManagementPort(
      @Nullable Integer port, ListenSettings listen, ServerConnectors connectors) {
    this.port = port;
    this.listen = listen;
    this.connectors = connectors;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    if (port == null) {
      return;
    }
    BoundedHttpProtocol protocol = new BoundedHttpProtocol();
    try {
      protocol.setAddress(InetAddress.getByName(listen.address()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the address was checked at start", e);
    }
    protocol.setExecutor(new VirtualThreadExecutor("management-"));
    Connector added = new Connector(protocol);
    added.setPort(port);
    added.setThrowOnFailure(true);
    connectors.configure(added);
    factory.addAdditionalConnectors(added);
    this.connector = added;
  }

  /** Returns whether metrics and health details are served on a port of their own. */
  boolean isSeparate() {
    return port != null;
  }

  /** Returns the port that the process listens on; -1 if there is none or it is not open yet. */
  public int localPort() {
    Connector current = connector;
    return current == null ? -1 : current.getLocalPort();
  }
}
