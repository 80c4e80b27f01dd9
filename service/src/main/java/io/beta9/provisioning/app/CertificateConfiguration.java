package io.beta9.provisioning.app;

import io.beta9.provisioning.report.Certificates;
import io.beta9.provisioning.report.TlsHandshake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The look at certificates. */
@Configuration(proxyBeanMethods = false)
class CertificateConfiguration {
  private static final int HTTPS = 443;

  @Bean
  Certificates certificates(JdbcClient jdbc, Clock clock) {
    return new Certificates(jdbc, new TlsHandshake(HTTPS), clock);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  CertificateWatch certificateWatch(Certificates certificates, Clock clock, MeterRegistry meters) {
    return new CertificateWatch(certificates, clock, meters);
  }
}
