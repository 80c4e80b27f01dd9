package io.beta9.provisioning.app.server;

import io.beta9.provisioning.settings.http.TlsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.tomcat.SslConnectorCustomizer;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Keeps the certificate of the connectors up to date with its files. The contents are compared, so
 * that every way of replacing a file is noticed: writing it, renaming another one, or exchanging a
 * symbolic link to its directory, as Kubernetes does. Files that do not fit together, for example
 * because only one has been replaced yet, are read again with the next check; until then, the
 * previous certificate remains in use.
 */
public final class TlsCertificateReloader {
  private static final Logger log = LoggerFactory.getLogger(TlsCertificateReloader.class);
  private static final long INTERVAL_SECONDS = 10;

  private final TlsSettings settings;
  private final List<SslConnectorCustomizer> connectors = new ArrayList<>();
  private @Nullable TlsCertificate current;
  private @Nullable String reported;

  /**
   * Reads the certificate if there is one.
   *
   * @throws UnusableCertificateException if it cannot be used
   */
  public TlsCertificateReloader(TlsSettings settings) {
    this.settings = settings;
    if (settings.certFile() != null) {
      try {
        TlsCertificate first = TlsCertificate.read(settings);
        first.bundle();
        this.current = first;
      } catch (TlsCertificate.UnusableException e) {
        throw new UnusableCertificateException(e);
      }
    }
  }

  /** The process cannot start with this certificate; the message names the setting. */
  public static final class UnusableCertificateException extends RuntimeException {
    UnusableCertificateException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Configures the connector to accept TLS connections only, unless the process serves plain HTTP.
   */
  synchronized void secure(Connector connector) {
    if (current == null) {
      return;
    }
    SslConnectorCustomizer customizer =
        new SslConnectorCustomizer(
            LogFactory.getLog(TlsCertificateReloader.class), connector, null);
    try {
      customizer.customize(current.bundle(), Map.of());
    } catch (TlsCertificate.UnusableException e) {
      throw new UnusableCertificateException(e);
    }
    connectors.add(customizer);
  }

  /** Uses the certificate in the files if it has changed. */
  @Scheduled(fixedDelay = INTERVAL_SECONDS, timeUnit = TimeUnit.SECONDS)
  public synchronized void check() {
    if (current == null) {
      return;
    }
    try {
      TlsCertificate read = TlsCertificate.read(settings);
      if (!read.equals(current)) {
        SslBundle bundle = read.bundle();
        connectors.forEach(connector -> connector.update(null, bundle));
        current = read;
        log.info("Using a new TLS certificate, which is valid until {}", read.expiry());
      }
      reported = null;
    } catch (TlsCertificate.UnusableException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(reported)) {
        log.warn("The previous TLS certificate remains in use. {}", message);
        reported = message;
      }
    }
  }
}
