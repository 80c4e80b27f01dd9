package io.beta9.provisioning.cli;

import picocli.CommandLine.Parameters;

/** The one environment that a command is about. */
final class EnvironmentArgument {
  @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "Its id or its name.")
  String idOrName = "";
}
