package io.beta9.provisioning.console.session;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.session.SessionToken;
import org.jspecify.annotations.Nullable;

/** The user of a session of the console. */
public record SignedIn(Caller caller, SessionToken token) {
  /** The request attribute that holds the user. */
  public static final String ATTRIBUTE = "io.beta9.provisioning.console.user";

  /** Returns the tenant that the user's lists are restricted to; null for operators. */
  public @Nullable TenantId visibleTenant() {
    return caller.isOperator() ? null : caller.tenant();
  }

  public boolean isOperator() {
    return caller.isOperator();
  }
}
