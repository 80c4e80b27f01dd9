package io.beta9.provisioning.api.authentication;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.settings.http.OidcSettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the claims of a verified access token to a caller. */
final class TokenClaims {
  private static final int MAX_NAME_LENGTH = 100;
  private static final List<String> NAMES =
      List.of("preferred_username", "email", "client_id", "azp", "sub");

  private final OidcSettings settings;

  TokenClaims(OidcSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns the caller.
   *
   * @throws RejectedCredentialsException if the claims name no tenant or no role
   */
  Caller caller(Map<String, Object> claims) {
    TenantId tenant =
        tenant(value(claims, settings.tenantClaim()))
            .orElseThrow(() -> new RejectedCredentialsException(AuthenticationFailure.NO_TENANT));
    Set<Role> roles = roles(value(claims, settings.rolesClaim()));
    if (roles.isEmpty()) {
      throw new RejectedCredentialsException(AuthenticationFailure.NO_ROLE);
    }
    String subject = claims.get("sub") instanceof String sub ? clean(sub) : "";
    if (subject.isEmpty()) {
      throw new RejectedCredentialsException(AuthenticationFailure.INVALID_TOKEN);
    }
    return new Caller(tenant, "oidc:" + subject, name(claims), roles, null);
  }

  private static String name(Map<String, Object> claims) {
    return NAMES.stream()
        .map(claims::get)
        .filter(String.class::isInstance)
        .map(name -> clean((String) name))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("unknown");
  }

  private static String clean(String text) {
    String line = text.replaceAll("\\p{C}+", " ").strip();
    return line.length() > MAX_NAME_LENGTH ? line.substring(0, MAX_NAME_LENGTH) : line;
  }

  /** Exactly one tenant: which of several would apply is not said. */
  private static Optional<TenantId> tenant(@Nullable Object claim) {
    List<String> names = texts(claim);
    try {
      return names.size() == 1 ? Optional.of(new TenantId(names.getFirst())) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Set<Role> roles(@Nullable Object claim) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    texts(claim).stream()
        .flatMap(text -> Arrays.stream(text.split(" ", -1)))
        .filter(text -> text.startsWith(settings.rolePrefix()))
        .flatMap(text -> Role.parse(text.substring(settings.rolePrefix().length())).stream())
        .forEach(roles::add);
    return roles;
  }

  private static List<String> texts(@Nullable Object claim) {
    Stream<?> values =
        claim instanceof Collection<?> several ? several.stream() : Stream.ofNullable(claim);
    return values.filter(String.class::isInstance).map(String.class::cast).toList();
  }

  /** Returns the value of a claim by its name or, with dots, by its path. */
  private static @Nullable Object value(Map<String, Object> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    Object value = claims;
    for (String name : path.split("\\.", -1)) {
      value = value instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return value;
  }
}
