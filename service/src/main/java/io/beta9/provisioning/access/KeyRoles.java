package io.beta9.provisioning.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The roles of one caller: one of a tenant, one of the service, or one of each. */
public record KeyRoles(@Nullable Role ofTenant, @Nullable Role ofService) {
  public KeyRoles {
    if (ofTenant == null && ofService == null) {
      throw new IllegalArgumentException("one role is required");
    }
    if ((ofTenant != null && ofTenant.kind() != Role.Kind.TENANT)
        || (ofService != null && ofService.kind() != Role.Kind.SERVICE)) {
      throw new IllegalArgumentException("a role is of the other kind");
    }
  }

  public static KeyRoles of(Role... roles) {
    return of(Arrays.asList(roles));
  }

  /**
   * Returns these roles.
   *
   * @throws IllegalArgumentException if there is none, or more than one of a kind
   */
  public static KeyRoles of(Collection<Role> roles) {
    EnumSet<Role> distinct = EnumSet.noneOf(Role.class);
    distinct.addAll(roles);
    return new KeyRoles(
        single(distinct, Role.Kind.TENANT).orElse(null),
        single(distinct, Role.Kind.SERVICE).orElse(null));
  }

  /**
   * Returns the roles that are stored with a key.
   *
   * @param role what a version stored that knows only one column
   */
  public static KeyRoles stored(
      String role, @Nullable String ofTenant, @Nullable String ofService) {
    return ofTenant == null && ofService == null
        ? parse(role)
        : new KeyRoles(stored(ofTenant), stored(ofService));
  }

  private static @Nullable Role stored(@Nullable String code) {
    return code == null ? null : Role.parse(code).orElseThrow();
  }

  /**
   * Parses codes, separated by commas, for example {@code owner,admin}.
   *
   * @throws IllegalArgumentException if one is unknown, or there is more than one of a kind
   */
  public static KeyRoles parse(String codes) {
    return of(
        Arrays.stream(codes.split(",", -1))
            .map(
                code ->
                    Role.parse(code.strip())
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "must be one of " + Role.codes() + ", not '" + code + "'")))
            .toList());
  }

  private static Optional<Role> single(Set<Role> roles, Role.Kind kind) {
    Set<Role> found =
        roles.stream().filter(role -> role.kind() == kind).collect(Collectors.toSet());
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          kind == Role.Kind.TENANT
              ? "must contain at most one of viewer, member, admin"
              : "must contain at most one of operator, auditor, owner");
    }
    return found.stream().findFirst();
  }

  public Set<Role> all() {
    EnumSet<Role> all = EnumSet.noneOf(Role.class);
    if (ofTenant != null) {
      all.add(ofTenant);
    }
    if (ofService != null) {
      all.add(ofService);
    }
    return Set.copyOf(all);
  }

  /** Returns the codes, separated by commas. */
  public String codes() {
    return codes(all());
  }

  /** Returns the codes of roles in their order, separated by commas. */
  public static String codes(Set<Role> roles) {
    return roles.stream()
        .sorted(Comparator.naturalOrder())
        .map(Role::code)
        .collect(Collectors.joining(","));
  }
}
