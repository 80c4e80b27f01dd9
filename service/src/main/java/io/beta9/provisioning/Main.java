package io.beta9.provisioning;

import io.beta9.provisioning.app.DatabaseCommand;
import io.beta9.provisioning.app.InOneSentence;
import io.beta9.provisioning.app.KeysCommand;
import io.beta9.provisioning.app.Role;
import io.beta9.provisioning.app.StartCommand;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.QuietLogs;
import io.beta9.provisioning.cli.Terminal;
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
        .addSubcommand("api", new StartCommand(Role.API))
        .addSubcommand("worker", new StartCommand(Role.WORKER))
        .addSubcommand(new KeysCommand())
        .addSubcommand(new DatabaseCommand())
        .setExecutionExceptionHandler(new InOneSentence());
  }
}
