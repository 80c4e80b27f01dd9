package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.SubjectTenantRepository;
import io.beta9.provisioning.access.TenantId;
import java.util.Optional;

/** Finds tenants for callers with a role of the service, whose ids resolve across tenants. */
public final class TenantLookup {
  private static final int MAX_ID_LENGTH = 100;

  private final SubjectTenantRepository tenants;

  public TenantLookup(SubjectTenantRepository tenants) {
    this.tenants = tenants;
  }

  boolean exists(TenantId tenant) {
    return tenants.exists(tenant);
  }

  /** Returns the tenant that the subject with this id belongs to; empty if there is none. */
  Optional<TenantId> tenantOf(Authorize.Subject subject, String id) {
    if (id.length() > MAX_ID_LENGTH || id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return switch (subject) {
      case ENVIRONMENT -> tenants.ofEnvironment(id);
      case ACCOUNT -> tenants.ofAccount(id);
      case KEY -> tenants.ofKey(id);
      case WEBHOOK -> tenants.ofWebhook(id);
      case TENANT, INSTALLATION -> Optional.empty();
    };
  }
}
