package io.beta9.provisioning.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a caller may do. Roles of a tenant apply to the caller's own tenant; roles of the service
 * apply to all tenants and to the installation. A caller has at most one of each kind.
 */
public enum Role {
  /** Reads what belongs to the tenant, without secrets and raw states. */
  VIEWER(Kind.TENANT),
  /** Reads, and creates, updates and retries environments. */
  MEMBER(Kind.TENANT),
  /** Everything that belongs to the tenant: also keys, accounts, destruction and raw states. */
  ADMIN(Kind.TENANT),
  /** On call: what is needed to repair environments of all tenants and to run the installation. */
  OPERATOR(Kind.SERVICE),
  /** Reads the audit trail of all tenants. */
  AUDITOR(Kind.SERVICE),
  /** Everything. */
  OWNER(Kind.SERVICE);

  /** What a role applies to. */
  public enum Kind {
    TENANT,
    SERVICE
  }

  private final Kind kind;

  Role(Kind kind) {
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> parse(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
  }

  /** Returns all codes, for messages. */
  public static String codes() {
    return Arrays.stream(values()).map(Role::code).collect(Collectors.joining(", "));
  }
}
