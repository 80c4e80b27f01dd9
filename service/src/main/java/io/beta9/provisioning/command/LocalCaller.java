package io.beta9.provisioning.command;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The caller of a command with direct access to the database, which is sufficient authority. */
final class LocalCaller {
  private LocalCaller() {}

  /** Returns the user of this process as a caller of the tenant, without a key. */
  static Caller of(TenantId tenant, @Nullable String reason) {
    Caller caller = new Caller(tenant, "-", System.getProperty("user.name", "unknown"));
    return reason == null || reason.isBlank() ? caller : caller.withReason(reason.strip());
  }

  /**
   * Returns the tenant of this name, which need not exist.
   *
   * @throws ParameterException if it is not a valid name
   */
  static TenantId tenant(CommandSpec spec, String name) {
    try {
      return new TenantId(name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
