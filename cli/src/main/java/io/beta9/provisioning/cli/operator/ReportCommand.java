package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code report}. */
@Command(
    name = "report",
    description = "Reports failures, health and capacity of the whole installation.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner report failures --since 1h",
      "  ./provisioner report health",
      "  ./provisioner report capacity --since 28d -o json"
    })
public final class ReportCommand extends CommandGroup {}
