package io.beta9.provisioning.api.authentication;

import io.beta9.provisioning.access.KeyAuthenticator;
import io.beta9.provisioning.access.KeyCheck;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/** Authenticates callers by API keys. */
public final class ApiKeyAuthenticationProvider implements AuthenticationProvider {
  private final KeyAuthenticator keys;

  public ApiKeyAuthenticationProvider(KeyAuthenticator keys) {
    this.keys = keys;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    if (!(authentication instanceof BearerCredentials bearer)
        || OidcAuthenticationProvider.isToken(bearer.secret())) {
      return null;
    }
    return switch (keys.check(bearer.secret())) {
      case KeyCheck.ValidKey known -> new CallerAuthentication(known.caller());
      case KeyCheck.InvalidKey invalid ->
          throw new RejectedCredentialsException(AuthenticationFailure.of(invalid.reason()));
    };
  }

  @Override
  public boolean supports(Class<?> type) {
    return BearerCredentials.class.isAssignableFrom(type);
  }
}
