package io.beta9.provisioning.cli.command;

import picocli.CommandLine.Option;

/** {@code -o json} of every command that prints data. */
public final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "Output format: ${COMPLETION-CANDIDATES} (default: table).")
  private Output format = Output.TABLE;

  public Output format() {
    return format;
  }

  public boolean isJson() {
    return format == Output.JSON;
  }
}
