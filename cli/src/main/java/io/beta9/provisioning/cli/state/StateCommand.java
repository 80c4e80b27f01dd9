package io.beta9.provisioning.cli.state;

import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code state}. */
@Command(
    name = "state",
    description = "Shows Terraform states, their versions and locks; unlocks and restores them.",
    footer = {
      "",
      "ENVIRONMENT is an id or a name.",
      "",
      "Examples:",
      "  ./provisioner state show demo",
      "  ./provisioner state lock demo",
      "  ./provisioner state versions demo"
    })
public final class StateCommand extends CommandGroup {
  static String path(String environmentId, String suffix) {
    return ApiClient.environmentPath(environmentId, "/state" + suffix);
  }
}
