package io.beta9.provisioning.cli.command;

import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --all-tenants} of lists. */
public final class AllTenantsOption {
  @Option(
      names = "--all-tenants",
      description = "What belongs to all tenants; requires a role of the service.")
  private boolean all;

  public boolean isGiven() {
    return all;
  }

  /** Returns the parameters of the request. */
  public Map<String, String> query() {
    return all ? Map.of("all_tenants", "true") : Map.of();
  }
}
