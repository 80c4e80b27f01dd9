package io.beta9.provisioning.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description = "Creates, shows and destroys environments.",
    footer = {
      "",
      "Where an environment is wanted, its id or its name will do.",
      "The API is looked for at PROVISIONER_URL (default "
          + ApiSettings.DEFAULT_URL
          + ") with the key PROVISIONER_KEY; what is not set is taken from .provisioner/cli.json,"
          + " which the demo writes."
    })
final class EnvCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about environments?");
  }
}
