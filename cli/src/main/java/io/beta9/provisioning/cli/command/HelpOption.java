package io.beta9.provisioning.cli.command;

import picocli.CommandLine.Option;

/**
 * {@code --help}, which is valid even if required options and parameters are missing. Not picocli's
 * standard options: those include {@code --version}, which is an option of {@code state show}.
 */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean requested;

  public boolean isRequested() {
    return requested;
  }
}
