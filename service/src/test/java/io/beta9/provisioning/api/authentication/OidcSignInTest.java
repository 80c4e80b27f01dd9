package io.beta9.provisioning.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.settings.http.OidcSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;

class OidcSignInTest {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final OidcSignIn.Request REQUEST =
      new OidcSignIn.Request("state", "nonce", "verifier");

  private static OidcSignIn signIn(SignedTokenIssuer issuer) {
    return new OidcSignIn(
        new OidcSettings(
            URI.create(issuer.url()),
            SignedTokenIssuer.AUDIENCE,
            null,
            Set.of("RS256"),
            Duration.ofSeconds(30),
            "provisioning_tenant",
            "realm_access.roles",
            "provisioning-"),
        new OidcSignIn.Client("console", null, URI.create("http://127.0.0.1:8080/callback")),
        tenant -> true,
        Clock.systemUTC());
  }

  @Test
  void does_not_follow_redirects_of_the_discovery_document_or_of_the_token_endpoint() {
    try (SignedTokenIssuer issuer = new SignedTokenIssuer();
        SignedTokenIssuer internal = new SignedTokenIssuer()) {
      issuer.redirect("/token", internal.url() + "/token");
      assertThatThrownBy(() -> signIn(issuer).exchange("code", REQUEST))
          .isInstanceOf(RejectedCredentialsException.class);

      issuer.redirect(DISCOVERY, internal.url() + DISCOVERY);
      assertThatThrownBy(() -> signIn(issuer).authorization(REQUEST))
          .isInstanceOf(AuthenticationServiceException.class);

      assertThat(internal.requests()).isZero();
    }
  }
}
