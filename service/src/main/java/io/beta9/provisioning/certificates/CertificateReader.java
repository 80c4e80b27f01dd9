package io.beta9.provisioning.certificates;

import java.time.Instant;
import java.util.Optional;

/** Reads the expiry of a host's certificate. */
@FunctionalInterface
public interface CertificateReader {

  /** Returns the expiry; empty if the host is not reachable from here. */
  Optional<Instant> expiryAt(String host);
}
