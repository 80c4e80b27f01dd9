package io.beta9.provisioning.access;

/**
 * Who is asking: a tenant, and by which of its keys.
 *
 * @param name how the caller is named in events and in the audit trail
 */
public record Caller(TenantId tenant, String keyId, String name, KeyRole role) {
  /** A tenant's own caller. */
  public Caller(TenantId tenant, String keyId, String name) {
    this(tenant, keyId, name, KeyRole.ADMIN);
  }

  public boolean isOperator() {
    return role == KeyRole.OPERATOR;
  }

  /** The same caller, acting for a tenant. */
  public Caller in(TenantId other) {
    return new Caller(other, keyId, name, role);
  }
}
