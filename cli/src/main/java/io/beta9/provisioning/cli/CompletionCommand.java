package io.beta9.provisioning.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script that completes commands and options with the tab key.",
    footer = {
      "",
      "Examples:",
      "  source <(./provisioner completion bash)",
      "  ./provisioner completion bash > /etc/bash_completion.d/provisioner"
    })
final class CompletionCommand implements Runnable {
  /** The shells that the script is for; it finds out itself in which it runs. */
  enum Shell {
    bash,
    zsh
  }

  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
  Shell shell = Shell.bash;

  CompletionCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public void run() {
    session
        .terminal()
        .out()
        .print(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
  }
}
