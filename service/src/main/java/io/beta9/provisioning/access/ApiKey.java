package io.beta9.provisioning.access;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret, which is shown only once, when the key is created.
 *
 * @param prefix the first characters of the secret, by which a key that was found can be
 *     identified; null for keys that were created before prefixes were stored
 * @param roles at most one of a tenant and one of the service
 * @param expiresAt null if the key does not expire
 */
public record ApiKey(
    String id,
    TenantId tenant,
    String name,
    @Nullable String prefix,
    KeyRoles roles,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {
  /** The longest lifetime that a key can be created with. */
  public static final Duration MAX_LIFETIME = Duration.ofDays(3650);

  /** Returns {@code active}, {@code expired} or {@code revoked}. */
  public String state(Instant now) {
    if (revokedAt != null) {
      return "revoked";
    }
    return expiresAt == null || expiresAt.isAfter(now) ? "active" : "expired";
  }

  /** Returns the text of the key's creation for the audit trail. */
  public String description() {
    return id
        + ", "
        + name
        + ", "
        + roles.codes()
        + (expiresAt == null ? "" : ", expires " + expiresAt);
  }
}
