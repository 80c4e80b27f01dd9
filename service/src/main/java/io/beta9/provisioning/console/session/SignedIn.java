package io.beta9.provisioning.console.session;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.session.SessionToken;
import org.jspecify.annotations.Nullable;

/**
 * The user of a session of the console. What a user may do is decided by the authorization of the
 * method that handles a request; pages ask here only what to show.
 */
public record SignedIn(Caller caller, SessionToken token) {
  /** The request attribute that holds the user. */
  public static final String ATTRIBUTE = "io.beta9.provisioning.console.user";

  /** Returns whether the user has the permission for the tenant that the caller acts for. */
  public boolean can(Permission permission) {
    return caller.has(permission);
  }

  /** Returns the tenant that a list is restricted to; null for roles that see all tenants. */
  public @Nullable TenantId visibleTenant(Permission permission) {
    return seesAllTenants(permission) ? null : caller.tenant();
  }

  public boolean seesAllTenants(Permission permission) {
    return caller.acrossTenants().has(permission);
  }

  /** Returns the user, acting for the tenant of this caller. */
  public SignedIn as(Caller acting) {
    return new SignedIn(acting, token);
  }
}
