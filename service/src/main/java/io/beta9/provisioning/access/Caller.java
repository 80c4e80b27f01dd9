package io.beta9.provisioning.access;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request: the principal of every kind of authentication.
 *
 * @param tenant the tenant that the caller acts for
 * @param keyId identifies the credentials: the id of the key, or the issuer's subject
 * @param name the caller's name in events and in the audit trail
 * @param roles at most one of a tenant and one of the service
 * @param reason the reason that the caller gave, for the audit trail
 */
public record Caller(
    TenantId tenant, String keyId, String name, Set<Role> roles, @Nullable String reason) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  /** Creates an administrator of a tenant. */
  public Caller(TenantId tenant, String keyId, String name) {
    this(tenant, keyId, name, Role.ADMIN);
  }

  /** Creates a caller with one role and without a reason. */
  public Caller(TenantId tenant, String keyId, String name, Role role) {
    this(tenant, keyId, name, Set.of(role), null);
  }

  /** Returns whether one of the caller's roles has the permission for the caller's tenant. */
  public boolean has(Permission permission) {
    for (Role role : permission.roles()) {
      if (roles.contains(role)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the caller has a role of the service, which applies to all tenants. */
  public boolean spansTenants() {
    return roles.stream().anyMatch(role -> role.kind() == Role.Kind.SERVICE);
  }

  /** Returns whether the caller operates the service: has the role operator or owner. */
  public boolean isOperator() {
    return has(Permission.INSTALLATION_READ);
  }

  /** Returns the caller with the roles of the service alone: what applies to every tenant. */
  public Caller acrossTenants() {
    return new Caller(
        tenant,
        keyId,
        name,
        roles.stream()
            .filter(role -> role.kind() == Role.Kind.SERVICE)
            .collect(Collectors.toUnmodifiableSet()),
        reason);
  }

  /**
   * Returns the caller, acting for this tenant. For another one, only roles of the service apply.
   */
  public Caller forTenant(TenantId other) {
    return other.equals(tenant)
        ? this
        : new Caller(other, keyId, name, acrossTenants().roles(), reason);
  }

  /** Returns the caller with this reason. */
  public Caller withReason(String why) {
    return new Caller(tenant, keyId, name, roles, why);
  }
}
