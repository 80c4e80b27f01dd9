package io.beta9.provisioning.command;

import picocli.CommandLine.Option;

/** {@code -o} of the commands that print a table or JSON. */
final class FormatOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "Output format: ${COMPLETION-CANDIDATES} (default: table).")
  private CommandOutput format = CommandOutput.TABLE;

  boolean isJson() {
    return format == CommandOutput.JSON;
  }
}
