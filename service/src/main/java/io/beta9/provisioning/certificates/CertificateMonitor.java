package io.beta9.provisioning.certificates;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Publishes how long the certificates of ready environments remain valid: {@code
 * provisioning_certificate_expiry_seconds}, the minimum (negative if one has expired, NaN without
 * certificates), {@code provisioning_certificates}, their number, and {@code
 * provisioning_certificates_expiring{within}}, the number that expires within that time. {@code
 * report health} names them. Runs in each API process, because each publishes its own metrics.
 */
public final class CertificateMonitor {
  private static final Logger log = LoggerFactory.getLogger(CertificateMonitor.class);
  private static final Map<String, Duration> THRESHOLDS =
      Map.of(
          "0d",
          Duration.ZERO,
          "3d",
          Duration.ofDays(3),
          "7d",
          Duration.ofDays(7),
          "30d",
          CertificateExpiries.WARNING_PERIOD);

  private final CertificateExpiries certificates;
  private final Clock clock;

  /** Registers the metrics; they are without certificates until the first check. */
  public CertificateMonitor(CertificateExpiries certificates, Clock clock, MeterRegistry meters) {
    this.certificates = certificates;
    this.clock = clock;
    Gauge.builder(
            "provisioning.certificate.expiry", this, CertificateMonitor::shortestValiditySeconds)
        .baseUnit("seconds")
        .description("Seconds until the first certificate of a ready environment expires")
        .register(meters);
    Gauge.builder("provisioning.certificates", certificates, all -> all.known().size())
        .description("Certificates of ready environments")
        .register(meters);
    THRESHOLDS.forEach(
        (within, duration) ->
            Gauge.builder(
                    "provisioning.certificates.expiring",
                    this,
                    monitor -> monitor.expiringWithin(duration))
                .description("Certificates of ready environments that expire within the time")
                .tag("within", within)
                .register(meters));
  }

  /** Checks all certificates once. */
  @Scheduled(initialDelay = 1, fixedDelay = 360, timeUnit = TimeUnit.MINUTES)
  public void check() {
    try {
      certificates.check();
    } catch (DataAccessException e) {
      log.warn("Certificate check failed: {}", e.getMessage());
    }
  }

  private double shortestValiditySeconds() {
    Instant now = clock.instant();
    return certificates.known().stream()
        .mapToDouble(certificate -> Duration.between(now, certificate.expires()).toSeconds())
        .min()
        .orElse(Double.NaN);
  }

  private long expiringWithin(Duration duration) {
    Instant limit = clock.instant().plus(duration);
    return certificates.known().stream()
        .filter(certificate -> !certificate.expires().isAfter(limit))
        .count();
  }
}
