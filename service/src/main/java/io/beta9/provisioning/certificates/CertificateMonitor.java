package io.beta9.provisioning.certificates;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Publishes the remaining validity of the certificates of ready environments. {@code
 * provisioning_certificate_expiry_seconds{environment_id,certificate}} is negative for an expired
 * certificate. Runs in each API process, because each publishes its own metrics.
 */
public final class CertificateMonitor {
  private static final Logger log = LoggerFactory.getLogger(CertificateMonitor.class);

  private final CertificateExpiries certificates;
  private final Clock clock;
  private final MultiGauge gauge;

  public CertificateMonitor(CertificateExpiries certificates, Clock clock, MeterRegistry meters) {
    this.certificates = certificates;
    this.clock = clock;
    this.gauge =
        MultiGauge.builder("provisioning.certificate.expiry")
            .baseUnit("seconds")
            .description("Seconds until a certificate of a ready environment expires")
            .register(meters);
  }

  /** Checks all certificates once. */
  @Scheduled(initialDelay = 1, fixedDelay = 360, timeUnit = TimeUnit.MINUTES)
  public void check() {
    try {
      gauge.register(certificates.check().stream().map(this::row).toList(), true);
    } catch (DataAccessException e) {
      log.warn("Certificate check failed: {}", e.getMessage());
    }
  }

  private MultiGauge.Row<CertificateExpiry> row(CertificateExpiry certificate) {
    return MultiGauge.Row.of(
        Tags.of("environment_id", certificate.environmentId(), "certificate", certificate.name()),
        certificate,
        one -> Duration.between(clock.instant(), one.expires()).toSeconds());
  }
}
