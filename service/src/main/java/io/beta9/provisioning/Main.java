package io.beta9.provisioning;

import io.beta9.provisioning.app.ServiceRole;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.QuietLogs;
import io.beta9.provisioning.cli.Terminal;
import io.beta9.provisioning.command.CliErrorHandler;
import io.beta9.provisioning.command.DatabaseCommand;
import io.beta9.provisioning.command.KeysCommand;
import io.beta9.provisioning.command.StartCommand;
import java.util.Set;
import picocli.CommandLine;

/** The one entry point: the first argument says which face of the product to show. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (args.length > 0 && Set.of("api", "worker").contains(args[0])) {
      QuietLogs.untilTheServiceStarts();
    } else {
      QuietLogs.begin();
    }
    System.exit(commandLine().execute(args));
  }

  /** Every command that this jar has. */
  public static CommandLine commandLine() {
    return Cli.commandLine(Terminal.ofProcess())
        .addSubcommand("api", new StartCommand(ServiceRole.API))
        .addSubcommand("worker", new StartCommand(ServiceRole.WORKER))
        .addSubcommand(new KeysCommand())
        .addSubcommand(new DatabaseCommand())
        .setExecutionExceptionHandler(new CliErrorHandler());
  }
}
