package io.beta9.provisioning.cli.command;

import picocli.CommandLine.Parameters;

/** The environment of a command. */
public final class EnvironmentArgument {
  @Parameters(
      index = "0",
      paramLabel = "ENVIRONMENT",
      description = "Id or name of the environment.")
  private String idOrName = "";

  public String idOrName() {
    return idOrName;
  }
}
