package io.beta9.provisioning.cli;

import picocli.CommandLine.Option;

/** {@code -o json} on every command that prints something. */
final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "For people or for programs: ${COMPLETION-CANDIDATES} (default: table).")
  Output format = Output.TABLE;

  boolean json() {
    return format == Output.JSON;
  }
}
