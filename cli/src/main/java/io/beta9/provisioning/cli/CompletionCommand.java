package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion}. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options with the Tab key.",
    footer = {
      "",
      "Examples:",
      "  source <(./provisioner completion bash)",
      "  ./provisioner completion bash > /etc/bash_completion.d/provisioner"
    })
final class CompletionCommand extends BaseCommand {
  /** Supported shells. The script is the same and detects its shell. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(index = "0", paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  CompletionCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    CommandLine all = Commands.tree(context).buildAll();
    context
        .terminal()
        .err()
        .println("# Load the script with: source <(./provisioner completion " + shell + ")");
    out().print(AutoComplete.bash(all.getCommandName(), all));
    return ExitCode.DONE;
  }
}
