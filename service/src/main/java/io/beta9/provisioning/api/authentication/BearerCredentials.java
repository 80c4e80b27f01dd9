package io.beta9.provisioning.api.authentication;

import io.beta9.provisioning.access.KeySecret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * The bearer token of a request before it is verified. Its text appears in no log: {@link
 * #toString} does not contain it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
public final class BearerCredentials extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1L;
  private static final String SCHEME = "Bearer ";

  private final transient KeySecret secret;

  private BearerCredentials(KeySecret secret) {
    super(AuthorityUtils.NO_AUTHORITIES);
    this.secret = secret;
  }

  /** Returns the token in the header {@code Authorization}; empty if it contains none. */
  public static Optional<BearerCredentials> of(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String token = header.substring(SCHEME.length()).strip();
    return token.isEmpty()
        ? Optional.empty()
        : Optional.of(new BearerCredentials(new KeySecret(token)));
  }

  public KeySecret secret() {
    return secret;
  }

  @Override
  public Object getCredentials() {
    return secret;
  }

  @Override
  public Object getPrincipal() {
    return "unverified";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "bearer token";
  }
}
