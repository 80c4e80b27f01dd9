package io.beta9.provisioning.app.server;

import io.beta9.provisioning.settings.ListenSettings;
import io.beta9.provisioning.settings.http.HttpSettings;
import io.beta9.provisioning.settings.http.TlsSettings;
import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The HTTP server of both roles. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
public class ServerConfiguration {

  @Bean
  TlsCertificateReloader tlsCertificateReloader(TlsSettings settings) {
    return new TlsCertificateReloader(settings);
  }

  @Bean
  ServerConnectors serverConnectors(
      ListenSettings listen, HttpSettings http, TlsCertificateReloader tls) {
    return new ServerConnectors(listen, http, tls);
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedServer(
      ServerConnectors connectors, ListenSettings listen, HttpSettings http) {
    return factory -> {
      factory.setProtocol(BoundedHttpProtocol.class.getName());
      factory.addConnectorCustomizers(connectors::configure);
      // A read that is repeated on the primary is forwarded, and its answer is sent by a filter.
      factory.addContextCustomizers(
          context -> context.setSuspendWrappedResponseAfterForward(false));
      if (!http.trustedProxies().isEmpty()) {
        factory.addEngineValves(forwardedHeaders(http));
      }
      factory.addEngineValves(new RequestBodyValve(listen.bodyDeadline(), System::nanoTime));
    };
  }

  /**
   * Evaluates the headers of the configured proxies only. By default, Tomcat trusts all private
   * addresses, hence every pod of a cluster. {@code Forwarded} and {@code X-Forwarded-Host} are
   * ignored: a proxy passes the headers that it does not set on from the client.
   */
  static RemoteIpValve forwardedHeaders(HttpSettings http) {
    RemoteIpValve valve = new RemoteIpValve();
    valve.setInternalProxies(http.trustedProxies().toString());
    valve.setRemoteIpHeader("X-Forwarded-For");
    valve.setProtocolHeader("X-Forwarded-Proto");
    valve.setAsyncSupported(true);
    return valve;
  }
}
