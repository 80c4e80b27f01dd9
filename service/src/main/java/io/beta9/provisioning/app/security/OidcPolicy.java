package io.beta9.provisioning.app.security;

import io.beta9.provisioning.app.server.TransportPolicy;
import io.beta9.provisioning.settings.http.ConsoleSettings;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.net.URI;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the settings of access tokens require of each other. */
public final class OidcPolicy {
  private OidcPolicy() {}

  /** Returns why the process must not start with these settings; empty if it may. */
  public static Optional<String> refusal(OidcSettings settings) {
    if (settings.issuer() == null) {
      return Optional.empty();
    }
    if (settings.audience() == null) {
      return Optional.of(
          "OIDC_AUDIENCE: must be set as well, because OIDC_ISSUER is set: without it, tokens that"
              + " the issuer issued to other applications would be accepted");
    }
    if (settings.algorithms().isEmpty()
        || !OidcSettings.SUPPORTED_ALGORITHMS.containsAll(settings.algorithms())) {
      return Optional.of(
          "OIDC_ALGORITHMS: must be some of "
              + String.join(", ", new TreeSet<>(OidcSettings.SUPPORTED_ALGORITHMS)));
    }
    return plain("OIDC_ISSUER", settings.issuer())
        .or(() -> plain("OIDC_JWKS_URL", settings.jwksUrl()));
  }

  /** Returns why users could not sign in to the console with these settings; empty if they can. */
  public static Optional<String> refusal(ConsoleSettings console, OidcSettings settings) {
    if (console.oidcClientId() == null) {
      return Optional.empty();
    }
    if (settings.issuer() == null) {
      return Optional.of("OIDC_ISSUER: must be set as well, because CONSOLE_OIDC_CLIENT_ID is set");
    }
    if (console.publicUrl() == null) {
      return Optional.of(
          "CONSOLE_PUBLIC_URL: must be set as well, because CONSOLE_OIDC_CLIENT_ID is set: the"
              + " issuer sends browsers back to it");
    }
    return plain("CONSOLE_PUBLIC_URL", console.publicUrl());
  }

  private static Optional<String> plain(String variable, @Nullable URI url) {
    return url == null
            || "https".equals(url.getScheme())
            || TransportPolicy.isLoopback(url.getHost()).orElse(false)
        ? Optional.empty()
        : Optional.of(
            variable
                + ": must be a URL with https, because who can answer for it can sign users in");
  }
}
