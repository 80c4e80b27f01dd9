package io.beta9.provisioning.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.AuthenticationServiceException;

class AccessTokenTest {
  private final SignedTokenIssuer issuer = new SignedTokenIssuer();
  private final OidcAuthenticationProvider provider = provider(issuer.url(), null);

  @AfterEach
  void stop() {
    issuer.close();
  }

  private static OidcAuthenticationProvider provider(String url, @Nullable URI jwks) {
    return new OidcAuthenticationProvider(
        new OidcSettings(
            URI.create(url),
            SignedTokenIssuer.AUDIENCE,
            jwks,
            Set.of("RS256"),
            Duration.ofSeconds(30),
            "provisioning_tenant",
            "realm_access.roles",
            "provisioning-"),
        tenant -> tenant.value().equals("acme") || tenant.value().equals("platform"),
        Clock.systemUTC());
  }

  private Caller caller(String token) {
    return caller(provider, token);
  }

  private static Caller caller(OidcAuthenticationProvider provider, String token) {
    return provider.authenticate(BearerCredentials.of("Bearer " + token).orElseThrow())
            instanceof CallerAuthentication known
        ? known.caller()
        : null;
  }

  private void assertRejected(String token, AuthenticationFailure failure) {
    assertThatThrownBy(() -> caller(token))
        .isInstanceOfSatisfying(
            RejectedCredentialsException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private JWTClaimsSet.Builder roles(String... roles) {
    return issuer.claims().claim("realm_access", Map.of("roles", List.of(roles)));
  }

  @Test
  void a_token_becomes_a_caller_with_its_tenant_and_its_roles() {
    Caller ann = caller(issuer.token(issuer.claims()));

    assertThat(ann.tenant().value()).isEqualTo("acme");
    assertThat(ann.roles()).containsExactly(Role.ADMIN);
    assertThat(ann.name()).isEqualTo("ann");
    assertThat(ann.keyId()).isEqualTo("oidc:1f0c");
  }

  @Test
  void roles_without_the_prefix_or_unknown_ones_are_ignored() {
    assertThat(
            caller(issuer.token(roles("admin", "owner", "provisioning-viewer", "provisioning-x")))
                .roles())
        .containsExactly(Role.VIEWER);
    assertRejected(issuer.token(roles("admin", "owner")), AuthenticationFailure.NO_ROLE);
    assertRejected(issuer.token(roles()), AuthenticationFailure.NO_ROLE);
    assertRejected(
        issuer.token(issuer.claims().claim("realm_access", "provisioning-owner")),
        AuthenticationFailure.NO_ROLE);
  }

  @Test
  void a_role_of_the_service_and_one_of_a_tenant_both_apply() {
    assertThat(caller(issuer.token(roles("provisioning-operator", "provisioning-member"))).roles())
        .containsExactlyInAnyOrder(Role.OPERATOR, Role.MEMBER);
  }

  @Test
  void a_token_names_exactly_one_tenant_that_exists() {
    for (Object tenant :
        new Object[] {"globex", "A b", "", 7, List.of(), List.of("acme", "platform")}) {
      assertRejected(
          issuer.token(issuer.claims().claim("provisioning_tenant", tenant)),
          AuthenticationFailure.NO_TENANT);
    }
    assertThat(
            caller(issuer.token(issuer.claims().claim("provisioning_tenant", List.of("platform"))))
                .tenant()
                .value())
        .isEqualTo("platform");
  }

  @Test
  void a_token_of_another_issuer_or_for_another_audience_is_rejected() {
    assertRejected(
        issuer.token(issuer.claims().issuer(issuer.url() + "/")),
        AuthenticationFailure.FOREIGN_TOKEN);
    assertRejected(issuer.token(issuer.claims().issuer(null)), AuthenticationFailure.FOREIGN_TOKEN);
    for (String audience : new String[] {"account", "provisioning2", "Provisioning", ""}) {
      assertRejected(
          issuer.token(issuer.claims().audience(audience)), AuthenticationFailure.FOREIGN_TOKEN);
    }
    assertRejected(
        issuer.token(issuer.claims().audience((String) null)), AuthenticationFailure.FOREIGN_TOKEN);
  }

  @Test
  void times_are_checked_with_the_tolerated_difference_of_the_clocks() {
    Instant now = Instant.now();
    assertThat(
            caller(
                issuer.token(
                    issuer
                        .claims()
                        .issueTime(Date.from(now.minusSeconds(90)))
                        .expirationTime(Date.from(now.minusSeconds(20))))))
        .isNotNull();
    assertRejected(
        issuer.token(
            issuer
                .claims()
                .issueTime(Date.from(now.minusSeconds(90)))
                .expirationTime(Date.from(now.minusSeconds(40)))),
        AuthenticationFailure.EXPIRED_TOKEN);
    assertThat(caller(issuer.token(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(20))))))
        .isNotNull();
    assertRejected(
        issuer.token(issuer.claims().notBeforeTime(Date.from(now.plusSeconds(60)))),
        AuthenticationFailure.EXPIRED_TOKEN);
    assertRejected(
        issuer.token(issuer.claims().expirationTime(null)), AuthenticationFailure.EXPIRED_TOKEN);
  }

  @Test
  void a_token_without_a_signature_or_with_another_algorithm_is_rejected() throws JOSEException {
    assertRejected(
        new PlainJWT(issuer.claims().build()).serialize(), AuthenticationFailure.INVALID_TOKEN);
    assertRejected(
        SignedTokenIssuer.token(issuer.claims(), issuer.currentKey(), JWSAlgorithm.RS512),
        AuthenticationFailure.INVALID_TOKEN);
    SignedJWT symmetric =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(),
            issuer.claims().build());
    symmetric.sign(new MACSigner(issuer.currentKey().toRSAPublicKey().getEncoded()));
    assertRejected(symmetric.serialize(), AuthenticationFailure.INVALID_TOKEN);
  }

  @Test
  void a_changed_token_or_one_of_a_foreign_key_with_a_known_id_is_rejected() {
    String token = issuer.token(issuer.claims());
    String[] parts = token.split("\\.");
    String other = issuer.token(issuer.claims().claim("provisioning_tenant", "platform"));
    assertRejected(
        parts[0] + "." + other.split("\\.")[1] + "." + parts[2],
        AuthenticationFailure.INVALID_TOKEN);
    assertRejected(
        SignedTokenIssuer.token(
            issuer.claims(), SignedTokenIssuer.newKey("first"), JWSAlgorithm.RS256),
        AuthenticationFailure.INVALID_TOKEN);
    for (String text : new String[] {"a.b.c", "..", "eyJ.eyJ.", token + "x", "." + token}) {
      assertRejected(text, AuthenticationFailure.INVALID_TOKEN);
    }
  }

  @Test
  void a_new_key_of_the_issuer_is_used_immediately() {
    caller(issuer.token(issuer.claims()));
    issuer.rotate("second");

    assertThat(caller(issuer.token(issuer.claims())).name()).isEqualTo("ann");
    assertThat(issuer.keyRequests()).isEqualTo(2);
  }

  @Test
  void unknown_keys_do_not_have_the_keys_read_again_without_end() {
    caller(issuer.token(issuer.claims()));
    for (int i = 0; i < 50; i++) {
      assertRejected(
          SignedTokenIssuer.token(issuer.claims(), renamed("unknown-" + i), JWSAlgorithm.RS256),
          AuthenticationFailure.INVALID_TOKEN);
    }

    assertThat(issuer.keyRequests()).isLessThanOrEqualTo(3);
    assertThat(caller(issuer.token(issuer.claims()))).isNotNull();
  }

  private com.nimbusds.jose.jwk.RSAKey renamed(String id) {
    return new com.nimbusds.jose.jwk.RSAKey.Builder(issuer.currentKey()).keyID(id).build();
  }

  @Test
  void an_unavailable_issuer_is_reported_as_such_and_known_keys_remain_in_use() {
    caller(issuer.token(issuer.claims()));
    issuer.fail();
    assertThat(caller(issuer.token(issuer.claims()))).isNotNull();

    OidcAuthenticationProvider started = provider(issuer.url(), null);
    assertThatThrownBy(() -> caller(started, issuer.token(issuer.claims())))
        .isInstanceOf(AuthenticationServiceException.class);
  }

  @Test
  void the_keys_can_be_at_another_address_than_the_issuer() {
    OidcAuthenticationProvider internal =
        provider("https://id.example.com/realms/main", URI.create(issuer.url() + "/keys"));

    assertThat(
            caller(
                internal,
                issuer.token(issuer.claims().issuer("https://id.example.com/realms/main"))))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "jar:file:/tmp/x.jar!/keys", "/keys", "no address at all"})
  void keys_are_read_over_the_network_only(String address) {
    issuer.publishKeysAt(address);

    assertThatThrownBy(() -> caller(issuer.token(issuer.claims())))
        .isInstanceOf(AuthenticationServiceException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/keys", "/.well-known/openid-configuration"})
  void a_redirect_of_the_issuer_is_not_followed(String path) {
    try (SignedTokenIssuer internal = new SignedTokenIssuer()) {
      issuer.redirect(path, internal.url() + path);

      assertThatThrownBy(() -> caller(internal.token(issuer.claims())))
          .isInstanceOf(AuthenticationServiceException.class);
      assertThat(internal.requests()).isZero();
    }
  }

  @Test
  void a_token_that_names_or_contains_its_own_key_is_verified_with_those_of_the_issuer()
      throws JOSEException {
    try (SignedTokenIssuer attacker = new SignedTokenIssuer()) {
      RSAKey own = attacker.currentKey();
      for (JWSHeader.Builder header :
          List.of(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .jwkURL(URI.create(attacker.url() + "/keys")),
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .x509CertURL(URI.create(attacker.url() + "/keys")),
              new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()),
              new JWSHeader.Builder(JWSAlgorithm.RS256).criticalParams(Set.of("exp")))) {
        for (String id : new String[] {"first", "../../keys", "", "' or 1=1 --"}) {
          SignedJWT token = new SignedJWT(header.keyID(id).build(), issuer.claims().build());
          token.sign(new RSASSASigner(own));
          assertRejected(token.serialize(), AuthenticationFailure.INVALID_TOKEN);
        }
      }
      assertThat(attacker.requests()).isZero();
    }
  }

  @Test
  void an_encrypted_token_or_one_with_a_nested_header_is_rejected() throws JOSEException {
    EncryptedJWT encrypted =
        new EncryptedJWT(
            new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .keyID("first")
                .build(),
            issuer.claims().build());
    encrypted.encrypt(new RSAEncrypter(issuer.currentKey().toRSAPublicKey()));
    assertRejected(encrypted.serialize(), AuthenticationFailure.INVALID_TOKEN);
    String nested =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                ("{\"alg\":\"RS256\",\"x\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}")
                    .getBytes(StandardCharsets.UTF_8));
    assertRejected(nested + ".e30.AA", AuthenticationFailure.INVALID_TOKEN);
  }

  @Test
  void text_of_the_issuer_is_bounded_and_has_no_control_characters() {
    Caller caller =
        caller(
            issuer.token(
                issuer.claims().claim("preferred_username", "a\u001b[2J\n" + "b".repeat(500))));

    assertThat(caller.name()).startsWith("a [2J b").hasSize(100);
  }

  @Test
  void a_key_is_left_to_the_other_provider() {
    assertThat(provider.authenticate(BearerCredentials.of("Bearer b9p_0123").orElseThrow()))
        .isNull();
  }
}
