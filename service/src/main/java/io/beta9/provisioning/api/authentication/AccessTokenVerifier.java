package io.beta9.provisioning.api.authentication;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Verifies access tokens: signature, algorithm, issuer, audience, times. Keys of the issuer are
 * cached for five minutes. A token with an unknown key has them read again, twice in 30 seconds at
 * most, whatever is sent; while the issuer is unavailable, the keys that are known are used.
 */
final class AccessTokenVerifier {
  private static final Duration CACHED = Duration.ofMinutes(5);
  private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(30);
  private static final Duration USED_WITHOUT_ISSUER = Duration.ofHours(4);

  private final OidcSettings settings;
  private final Clock clock;
  private final IssuerKeys keys;
  private final NimbusJwtDecoder decoder;

  AccessTokenVerifier(OidcSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.keys = new IssuerKeys(settings);
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.create(keys)
            .cache(CACHED.toMillis(), REFRESH_TIMEOUT.toMillis())
            .refreshAheadCache(false)
            .rateLimited(REFRESH_INTERVAL.toMillis())
            .outageTolerant(USED_WITHOUT_ISSUER.toMillis())
            .build();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            settings.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()),
            source));
    processor.setJWTClaimsSetVerifier((claims, context) -> {});
    this.decoder = new NimbusJwtDecoder(processor);
    // Verified below, where the reason of a rejection is known.
    decoder.setJwtValidator(token -> OAuth2TokenValidatorResult.success());
  }

  /**
   * Returns the token if it is valid.
   *
   * @throws RejectedCredentialsException if not
   * @throws AuthenticationServiceException if the keys of the issuer cannot be read
   */
  Jwt verify(String text) {
    Jwt token;
    try {
      token = decoder.decode(text);
    } catch (BadJwtException e) {
      throw new RejectedCredentialsException(AuthenticationFailure.INVALID_TOKEN);
    } catch (JwtException e) {
      if (keys.isAvailable()) {
        // The key is unknown, and the keys were read again a moment ago.
        throw new RejectedCredentialsException(AuthenticationFailure.INVALID_TOKEN);
      }
      throw new AuthenticationServiceException("the keys of the issuer cannot be read", e);
    }
    if (!String.valueOf(settings.issuer()).equals(token.getClaimAsString("iss"))
        || settings.audience() == null
        || token.getAudience() == null
        || !token.getAudience().contains(settings.audience())) {
      throw new RejectedCredentialsException(AuthenticationFailure.FOREIGN_TOKEN);
    }
    Instant now = clock.instant();
    Instant expires = token.getExpiresAt();
    Instant begins = token.getNotBefore();
    if (expires == null
        || !now.minus(settings.clockSkew()).isBefore(expires)
        || (begins != null && now.plus(settings.clockSkew()).isBefore(begins))) {
      throw new RejectedCredentialsException(AuthenticationFailure.EXPIRED_TOKEN);
    }
    return token;
  }
}
