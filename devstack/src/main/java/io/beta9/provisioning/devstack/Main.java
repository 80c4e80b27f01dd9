package io.beta9.provisioning.devstack;

import io.beta9.provisioning.command.CliErrorHandler;
import io.beta9.provisioning.devstack.demo.DemoCommand;
import io.beta9.provisioning.devstack.demo.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Everything on one machine: {@code demo} with a simulated cloud, {@code up} with the real one. */
@Command(name = "provisioner", mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new UpCommand())
            .addSubcommand(new io.beta9.provisioning.devstack.chaos.ChaosCommand())
            .setExecutionExceptionHandler(new CliErrorHandler())
            .execute(args));
  }
}
