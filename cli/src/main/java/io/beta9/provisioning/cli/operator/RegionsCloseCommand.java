package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandContext;
import picocli.CommandLine.Command;

/** {@code regions close}. */
@Command(
    name = "close",
    description = "Closes the circuit breaker of a region: new operations run.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner regions close us-east-1 --reason \"AWS incident resolved\" --dry-run",
      "  ./provisioner regions close us-east-1 --reason \"AWS incident resolved\""
    })
public final class RegionsCloseCommand extends RegionCircuitCommand {
  public RegionsCloseCommand(CommandContext context) {
    super(context, "close");
  }
}
