package io.beta9.provisioning.access;

import org.jspecify.annotations.Nullable;

/**
 * The caller of a request.
 *
 * @param name the caller's name in events and in the audit trail
 * @param reason the reason that the caller gave, for the audit trail
 */
public record Caller(
    TenantId tenant, String keyId, String name, KeyRole role, @Nullable String reason) {
  /** Creates an administrator of a tenant. */
  public Caller(TenantId tenant, String keyId, String name) {
    this(tenant, keyId, name, KeyRole.ADMIN);
  }

  /** Creates a caller without a reason. */
  public Caller(TenantId tenant, String keyId, String name, KeyRole role) {
    this(tenant, keyId, name, role, null);
  }

  public boolean isOperator() {
    return role == KeyRole.OPERATOR;
  }

  /** Returns the caller, acting for another tenant. */
  public Caller forTenant(TenantId other) {
    return new Caller(other, keyId, name, role, reason);
  }

  /** Returns the caller with this reason. */
  public Caller withReason(String why) {
    return new Caller(tenant, keyId, name, role, why);
  }
}
