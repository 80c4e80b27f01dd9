package io.beta9.provisioning.report;

import java.time.Instant;
import java.util.Optional;

/** A look at the certificate that a host shows. */
@FunctionalInterface
public interface Handshake {

  /** When it expires; nothing where the host cannot be reached from here. */
  Optional<Instant> expiryAt(String host);
}
