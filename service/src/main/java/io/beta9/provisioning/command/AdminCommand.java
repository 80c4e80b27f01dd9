package io.beta9.provisioning.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code admin}: commands that need access to the database instead of an API key. */
@Command(
    name = "admin",
    mixinStandardHelpOptions = true,
    description = "Administers the installation with direct access to the database (DATABASE_URL).",
    subcommands = {AdminKeysCommand.class, AdminTenantsCommand.class},
    footer = {"", "Example:", "  ./provisioner admin keys create --tenant acme --name ci"})
@SuppressWarnings("NullAway.Init") // picocli sets the spec
public final class AdminCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand: keys or tenants");
  }
}
