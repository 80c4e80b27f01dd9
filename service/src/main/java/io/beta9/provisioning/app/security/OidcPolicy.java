package io.beta9.provisioning.app.security;

import io.beta9.provisioning.app.server.TransportPolicy;
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

  private static Optional<String> plain(String variable, @Nullable URI url) {
    return url == null
            || "https".equals(url.getScheme())
            || TransportPolicy.isLoopback(url.getHost()).orElse(false)
        ? Optional.empty()
        : Optional.of(
            variable
                + ": must be a URL with https, because the server that answers it can sign tokens");
  }
}
