package io.beta9.provisioning.api.authentication;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeySecret;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;

/**
 * Authenticates callers by access tokens of an OpenID Connect issuer. Nothing of it is loaded, and
 * the issuer is not connected to, before the first token.
 */
public final class OidcAuthenticationProvider implements AuthenticationProvider {
  private static final int MAX_ENTRIES = 10_000;
  private static final Duration TENANTS_CACHED = Duration.ofSeconds(5);

  private final OidcSettings settings;
  private final Predicate<TenantId> exists;
  private final Clock clock;
  private final Map<TenantId, Instant> tenants = bounded();
  private final Set<ByteBuffer> familiar = Collections.newSetFromMap(bounded());
  private volatile @Nullable AccessTokenVerifier verifier;

  /**
   * @param exists whether there is a tenant
   */
  public OidcAuthenticationProvider(
      OidcSettings settings, Predicate<TenantId> exists, Clock clock) {
    this.settings = settings;
    this.exists = exists;
    this.clock = clock;
  }

  /** The latest entries; synchronized. */
  private static <K, V> Map<K, V> bounded() {
    return Collections.synchronizedMap(
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MAX_ENTRIES;
          }
        });
  }

  /** Returns whether the token was valid when it was last used. Others may be guesses. */
  public boolean isFamiliar(KeySecret token) {
    return isToken(token) && familiar.contains(ByteBuffer.wrap(token.sha256()));
  }

  /** A token has two dots; a key has none. */
  static boolean isToken(KeySecret secret) {
    return secret.text().indexOf('.') >= 0;
  }

  @Override
  public @Nullable Authentication authenticate(Authentication authentication) {
    if (!(authentication instanceof BearerCredentials bearer)
        || settings.issuer() == null
        || !isToken(bearer.secret())) {
      return null;
    }
    ByteBuffer hash = ByteBuffer.wrap(bearer.secret().sha256());
    try {
      Caller caller =
          new TokenClaims(settings).caller(verifier().verify(bearer.secret().text()).getClaims());
      requireTenant(caller.tenant());
      familiar.add(hash);
      return new CallerAuthentication(caller);
    } catch (RejectedCredentialsException e) {
      familiar.remove(hash);
      throw e;
    }
  }

  private void requireTenant(TenantId tenant) {
    Instant now = clock.instant();
    Instant until = tenants.get(tenant);
    if (until != null && now.isBefore(until)) {
      return;
    }
    if (!exists.test(tenant)) {
      throw new RejectedCredentialsException(AuthenticationFailure.NO_TENANT);
    }
    tenants.put(tenant, now.plus(TENANTS_CACHED));
  }

  private AccessTokenVerifier verifier() {
    AccessTokenVerifier current = verifier;
    if (current == null) {
      synchronized (this) {
        current = verifier;
        if (current == null) {
          current = new AccessTokenVerifier(settings, clock);
          verifier = current;
        }
      }
    }
    return current;
  }

  @Override
  public boolean supports(Class<?> type) {
    return BearerCredentials.class.isAssignableFrom(type);
  }
}
