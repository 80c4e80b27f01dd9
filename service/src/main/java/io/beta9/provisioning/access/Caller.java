package io.beta9.provisioning.access;

import org.jspecify.annotations.Nullable;

/**
 * Who is asking: a tenant, by which of its keys, and why.
 *
 * @param name how the caller is named in events and in the audit trail
 * @param reason what the caller gives as the reason, for the audit trail
 */
public record Caller(
    TenantId tenant, String keyId, String name, KeyRole role, @Nullable String reason) {
  /** A tenant's own caller. */
  public Caller(TenantId tenant, String keyId, String name) {
    this(tenant, keyId, name, KeyRole.ADMIN);
  }

  /** A caller who gives no reason. */
  public Caller(TenantId tenant, String keyId, String name, KeyRole role) {
    this(tenant, keyId, name, role, null);
  }

  public boolean isOperator() {
    return role == KeyRole.OPERATOR;
  }

  /** The same caller, acting for a tenant. */
  public Caller in(TenantId other) {
    return new Caller(other, keyId, name, role, reason);
  }

  /** The same caller, with this reason. */
  public Caller because(String why) {
    return new Caller(tenant, keyId, name, role, why);
  }
}
