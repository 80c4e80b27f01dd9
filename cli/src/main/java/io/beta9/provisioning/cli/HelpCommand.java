package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code help}: the same as {@code --help} of the named command. */
@Command(
    name = "help",
    description = "Prints the help of a command.",
    footer = {"", "Examples:", "  ./provisioner help", "  ./provisioner help env create"})
final class HelpCommand extends BaseCommand {
  static final String NAME = "help";

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command.")
  private List<String> command = List.of();

  HelpCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    // Cli rewrites 'help COMMAND' to 'COMMAND --help' before it is parsed.
    throw new IllegalStateException("help " + String.join(" ", command) + ": " + ExitCode.FAILED);
  }
}
