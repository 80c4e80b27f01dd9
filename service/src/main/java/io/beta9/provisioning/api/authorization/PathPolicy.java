package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.api.request.ApiPaths;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;

/**
 * The paths that can be requested at all: the public ones by anyone, those of the API by
 * authenticated callers. All others are denied.
 */
public final class PathPolicy implements AuthorizationManager<HttpServletRequest> {
  /** What needs no credentials: probes, metrics, the description of the API. */
  public static final Set<String> PUBLIC =
      Set.of("/health", "/health/live", "/health/ready", "/metrics", "/openapi.json");

  private static final AuthorizationDecision GRANTED = new AuthorizationDecision(true);
  private static final AuthorizationDecision DENIED = new AuthorizationDecision(false);

  @Override
  public AuthorizationDecision authorize(
      Supplier<? extends @Nullable Authentication> authentication, HttpServletRequest request) {
    // Both spellings: what is compared here must be what selects the resource.
    if (PUBLIC.contains(request.getRequestURI()) && PUBLIC.contains(ApiPaths.decoded(request))) {
      return GRANTED;
    }
    if (!ApiPaths.isApi(request)) {
      return DENIED;
    }
    Authentication caller = authentication.get();
    return caller != null && caller.isAuthenticated() ? GRANTED : DENIED;
  }
}
