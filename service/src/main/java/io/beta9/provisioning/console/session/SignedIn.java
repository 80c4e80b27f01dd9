package io.beta9.provisioning.console.session;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.session.SessionToken;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

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

  /**
   * Checks that the user may see and change what concerns the whole installation.
   *
   * @throws ResponseStatusException if not
   */
  public void requireOperator() {
    if (!isOperator()) {
      throw new ResponseStatusException(
          HttpStatus.FORBIDDEN, "This page is for the operators of the service.");
    }
  }
}
