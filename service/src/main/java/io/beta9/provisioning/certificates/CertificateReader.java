package io.beta9.provisioning.certificates;

import java.time.Instant;
import java.util.Optional;

/** A look at the certificate that a host shows. */
@FunctionalInterface
public interface CertificateReader {

  /** When it expires; nothing where the host cannot be reached from here. */
  Optional<Instant> expiryAt(String host);
}
