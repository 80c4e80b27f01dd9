package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandContext;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code regions open}. */
@Command(
    name = "open",
    description = "Opens the circuit breaker of a region: new operations wait.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner regions open us-east-1 --reason \"AWS incident\" --dry-run",
      "  ./provisioner regions open us-east-1 --reason \"AWS incident\" --for 2h"
    })
public final class RegionsOpenCommand extends RegionCircuitCommand {
  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description =
          "After this time one operation probes the region: 30m, 2h. By default it stays open until"
              + " it is closed.")
  private String duration = "";

  public RegionsOpenCommand(CommandContext context) {
    super(context, "open");
  }

  @Override
  Map<String, String> parameters() {
    return Map.of("for", duration);
  }
}
