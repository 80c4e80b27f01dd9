package io.beta9.provisioning.devstack;

import io.beta9.provisioning.devstack.chaos.ChaosCommand;
import io.beta9.provisioning.devstack.demo.DemoCommand;
import io.beta9.provisioning.devstack.demo.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the commands {@code demo}, {@code up} and {@code chaos}. */
@Command(name = "provisioner", mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new UpCommand())
            .addSubcommand(new ChaosCommand())
            .setExecutionExceptionHandler(new ErrorHandler())
            .execute(args));
  }
}
