package io.beta9.provisioning.app;

import io.beta9.provisioning.certificates.CertificateExpiries;
import io.beta9.provisioning.certificates.CertificateMonitor;
import io.beta9.provisioning.certificates.TlsCertificateReader;
import io.beta9.provisioning.network.AddressPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Certificate monitoring. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class CertificateConfiguration {
  private static final int HTTPS = 443;

  @Bean
  CertificateExpiries certificates(JdbcClient jdbc, Clock clock) {
    return new CertificateExpiries(
        jdbc, new TlsCertificateReader(HTTPS, AddressPolicy.PUBLIC), clock);
  }

  @Bean
  CertificateMonitor certificateMonitor(
      CertificateExpiries certificates, Clock clock, MeterRegistry meters) {
    return new CertificateMonitor(certificates, clock, meters);
  }
}
