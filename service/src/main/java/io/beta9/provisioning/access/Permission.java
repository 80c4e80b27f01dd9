package io.beta9.provisioning.access;

import static io.beta9.provisioning.access.Role.ADMIN;
import static io.beta9.provisioning.access.Role.AUDITOR;
import static io.beta9.provisioning.access.Role.MEMBER;
import static io.beta9.provisioning.access.Role.OPERATOR;
import static io.beta9.provisioning.access.Role.OWNER;
import static io.beta9.provisioning.access.Role.VIEWER;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What an operation of the API requires, and the roles that have it. Every operation requires
 * exactly one permission.
 */
public enum Permission {
  ENVIRONMENT_READ(VIEWER, MEMBER, ADMIN, OPERATOR, OWNER),
  ENVIRONMENT_CREATE(MEMBER, ADMIN, OWNER),
  /** Updates and installs Beta9 again. */
  ENVIRONMENT_UPDATE(MEMBER, ADMIN, OPERATOR, OWNER),
  /** Retries and cancels operations. */
  ENVIRONMENT_RETRY(MEMBER, ADMIN, OPERATOR, OWNER),
  ENVIRONMENT_DESTROY(ADMIN, OPERATOR, OWNER),
  /** Reads the state without its secrets. */
  STATE_READ(VIEWER, MEMBER, ADMIN, OPERATOR, OWNER),
  /** Reads the complete state with all secrets; roles of the service have to give a reason. */
  STATE_READ_RAW(ADMIN, OPERATOR, OWNER),
  STATE_REPAIR(ADMIN, OPERATOR, OWNER),
  /** Registers, reads, verifies and removes cloud accounts. */
  ACCOUNT_MANAGE(ADMIN, OWNER),
  /** Allows other tenants to use an account. */
  ACCOUNT_SHARE(OWNER),
  KEY_MANAGE(ADMIN, OWNER),
  /** Reads webhooks and their deliveries, without secrets. */
  WEBHOOK_READ(VIEWER, MEMBER, ADMIN, OPERATOR, OWNER),
  /** Creates, changes, tests and removes webhooks; receives their secrets. */
  WEBHOOK_MANAGE(ADMIN, OWNER),
  /** Sends deliveries of webhooks again. */
  WEBHOOK_REPLAY(ADMIN, OPERATOR, OWNER),
  AUDIT_READ(VIEWER, MEMBER, ADMIN, OPERATOR, AUDITOR, OWNER),
  TENANT_READ(OPERATOR, AUDITOR, OWNER),
  /** Creates, suspends, resumes and deletes tenants. */
  TENANT_MANAGE(OWNER),
  /** Reads queue, workers, regions and reports of the installation. */
  INSTALLATION_READ(OPERATOR, OWNER),
  /** Drains workers, opens and closes the circuit breakers of regions. */
  INSTALLATION_OPERATE(OPERATOR, OWNER);

  private static final Set<Permission> WITH_REASON = EnumSet.of(STATE_READ_RAW);

  private final List<Role> roles;

  Permission(Role... roles) {
    this.roles = List.of(roles);
  }

  public List<Role> roles() {
    return roles;
  }

  /** Returns whether a caller who has it only by a role of the service must give a reason. */
  public boolean requiresReasonAcrossTenants() {
    return WITH_REASON.contains(this);
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
