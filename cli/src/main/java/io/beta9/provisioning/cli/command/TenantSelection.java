package io.beta9.provisioning.cli.command;

import org.jspecify.annotations.Nullable;

/** The tenant that the requests of a command act for, as its options select it. */
public final class TenantSelection {
  private @Nullable String tenant;

  void select(@Nullable String name) {
    tenant = name;
  }

  /** Returns the tenant; null for the one of the key. */
  public @Nullable String tenant() {
    return tenant;
  }
}
