package io.beta9.provisioning.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
    name = "provisioner",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Beta9 Provisioning 0.1.0",
    description = "Gives each customer a Beta9 of their own in their own AWS account.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:tried, and failed",
      "2:the command or the meta-config is wrong",
      "3:not found",
      "4:cannot be done as things stand"
    })
final class RootCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
