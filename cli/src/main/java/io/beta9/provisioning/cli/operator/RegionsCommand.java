package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code regions}. */
@Command(
    name = "regions",
    description = "Lists, opens and closes the circuit breakers of the regions.",
    footer = {
      "",
      "A region in which several environments fail at once receives no new provisioning and updates"
          + " until one of them has succeeded. Running operations and destructions continue.",
      "",
      "Examples:",
      "  ./provisioner regions list",
      "  ./provisioner regions open us-east-1 --reason \"AWS incident\" --for 2h",
      "  ./provisioner regions close us-east-1 --reason \"AWS incident resolved\""
    })
public final class RegionsCommand extends CommandGroup {}
