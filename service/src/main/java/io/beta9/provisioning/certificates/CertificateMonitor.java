package io.beta9.provisioning.certificates;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Looks at the certificates every six hours. {@code
 * provisioning_certificate_expiry_seconds{environment_id,certificate}} is what is left, and
 * negative once it is over.
 */
public final class CertificateMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateMonitor.class);
  private static final long FIRST_MINUTES = 1;
  private static final long EVERY_MINUTES = 360;

  private final CertificateExpiries certificates;
  private final Clock clock;
  private final MultiGauge gauge;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("certificates").factory());

  public CertificateMonitor(CertificateExpiries certificates, Clock clock, MeterRegistry meters) {
    this.certificates = certificates;
    this.clock = clock;
    this.gauge =
        MultiGauge.builder("provisioning.certificate.expiry")
            .baseUnit("seconds")
            .description("Seconds until a certificate of a ready environment expires")
            .register(meters);
  }

  void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::look, FIRST_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
  }

  void look() {
    try {
      gauge.register(certificates.look().stream().map(this::row).toList(), true);
    } catch (DataAccessException e) {
      log.warn("The certificates could not be looked at: {}", e.getMessage());
    }
  }

  private MultiGauge.Row<CertificateExpiry> row(CertificateExpiry certificate) {
    return MultiGauge.Row.of(
        Tags.of("environment_id", certificate.environmentId(), "certificate", certificate.name()),
        certificate,
        one -> Duration.between(clock.instant(), one.expires()).toSeconds());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
