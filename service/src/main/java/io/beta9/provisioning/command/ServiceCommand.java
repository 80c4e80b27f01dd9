package io.beta9.provisioning.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Root of the service's own commands. */
@Command(
    name = "provisioner",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Beta9 Provisioning 0.1.0",
    description = "Runs the service and the commands that access its database directly.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failure",
      "2:invalid command or settings",
      "3:not found",
      "4:refused in the current state"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class ServiceCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
