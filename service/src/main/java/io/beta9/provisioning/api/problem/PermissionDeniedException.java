package io.beta9.provisioning.api.problem;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import java.util.stream.Collectors;

/** The caller is known but has no role that permits the operation. */
public final class PermissionDeniedException extends RuntimeException {
  private PermissionDeniedException(String message) {
    super(message);
  }

  /** The caller's roles do not have this permission for the tenant. */
  public static PermissionDeniedException of(Permission permission) {
    return new PermissionDeniedException(
        "this request requires the permission "
            + permission.code()
            + ", which the roles "
            + permission.roles().stream().map(Role::code).collect(Collectors.joining(", "))
            + " have. Use a key with one of them, or ask an administrator of the tenant or an owner"
            + " of the service");
  }

  /** A caller of one tenant named another one. */
  public static PermissionDeniedException foreignTenant(TenantId tenant) {
    return new PermissionDeniedException(
        "this key belongs to another tenant than '"
            + tenant
            + "', and has no role of the service. Omit the tenant, or use a key of it");
  }

  /** A caller without the role owner would give a key a role of the service. */
  public static PermissionDeniedException ownersOnly() {
    return new PermissionDeniedException(
        "only an owner of the service creates keys with the roles operator, auditor and owner."
            + " Create such a key with './provisioner admin keys create --tenant NAME --name NAME"
            + " --role ROLE'");
  }

  /** The operation declares no permission, so no role has it. */
  public static PermissionDeniedException withoutRule() {
    return new PermissionDeniedException("no role is permitted to send this request");
  }
}
