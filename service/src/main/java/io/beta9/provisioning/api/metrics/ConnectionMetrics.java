package io.beta9.provisioning.api.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** {@code api_active_connections}: connections of clients, idle ones included. */
public final class ConnectionMetrics implements ApplicationListener<WebServerInitializedEvent> {
  private volatile Connector[] connectors = {};

  public ConnectionMetrics(MeterRegistry meters) {
    Gauge.builder("api.active.connections", this, ConnectionMetrics::connections)
        .description("Open connections of clients")
        .register(meters);
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer server) {
      connectors = server.getTomcat().getService().findConnectors();
    }
  }

  private double connections() {
    long connections = 0;
    for (Connector connector : connectors) {
      if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
        connections += Math.max(0, protocol.getConnectionCount());
      }
    }
    return connections;
  }
}
