package io.beta9.provisioning.cli;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code provisioner}. */
@Command(
    name = "provisioner",
    version = "Beta9 Provisioning 0.1.0",
    description = "Gives each customer a Beta9 installation in their own AWS account.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failure",
      "2:invalid command or meta-config",
      "3:not found",
      "4:refused in the current state"
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner demo",
      "  ./provisioner env create -f examples/small.yaml --watch",
      "  ./provisioner help env create"
    })
final class RootCommand extends CommandGroup {
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version.")
  private boolean version;

  boolean isVersionRequested() {
    return version;
  }
}
