package io.beta9.provisioning.onboarding;

import java.util.List;
import java.util.stream.Stream;

/**
 * The permissions of the role that this service assumes in a customer's account: the only list of
 * AWS actions. The policies for customers, the preflight and the enforcement in tests read it.
 */
public final class RolePermissions {
  private static final List<PermissionStatement> STATEMENTS =
      Stream.of(
              NetworkPermissions.statements(),
              ClusterPermissions.statements(),
              DataPermissions.statements(),
              StoragePermissions.statements(),
              IdentityPermissions.statements(),
              DomainPermissions.statements())
          .flatMap(List::stream)
          .toList();

  private RolePermissions() {}

  /** Returns all statements, those of one part after each other. */
  public static List<PermissionStatement> statements() {
    return STATEMENTS;
  }
}
