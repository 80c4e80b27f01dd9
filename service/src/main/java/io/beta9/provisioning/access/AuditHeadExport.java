package io.beta9.provisioning.access;

import io.beta9.provisioning.apimodel.audit.AuditHeads;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The heads of the audit trail for keeping them outside the database, signed if there is a key. */
public final class AuditHeadExport {
  private final AuditChainRepository chains;
  private final Duration retention;
  private final Optional<PrivateKey> key;
  private final InstantSource clock;

  /**
   * @param retention how long entries are kept
   */
  public AuditHeadExport(
      AuditChainRepository chains,
      Duration retention,
      Optional<PrivateKey> key,
      InstantSource clock) {
    this.chains = chains;
    this.retention = retention;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Returns the heads as they are now.
   *
   * @param tenant null for all tenants
   */
  public AuditHeads heads(@Nullable TenantId tenant) {
    AuditHeads heads =
        new AuditHeads(
            clock.instant().toString(), retention.toSeconds(), chains.heads(tenant), null);
    return key.map(heads::signedWith).orElse(heads);
  }
}
