package io.beta9.provisioning.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command line. Commands that start servers are added to it by whoever has them. */
public final class Cli {
  private Cli() {}

  /** Runs a command in this process's terminal and returns its exit code. */
  public static int run(String[] args) {
    return commandLine(Terminal.ofProcess()).execute(args);
  }

  /** The root command with all that this package has; more can be added to it. */
  public static CommandLine commandLine(Terminal terminal) {
    return commandLine(new ApiCommand(terminal, PollPause.REAL));
  }

  static CommandLine commandLine(ApiCommand session) {
    Terminal terminal = session.terminal();
    CommandLine env =
        new CommandLine(new EnvCommand())
            .addSubcommand(new CreateCommand(session))
            .addSubcommand(new ListCommand(session))
            .addSubcommand(new GetCommand(session))
            .addSubcommand(new WatchCommand(session))
            .addSubcommand(new EventsCommand(session))
            .addSubcommand(new LogsCommand(session))
            .addSubcommand(new DiagnoseCommand(session))
            .addSubcommand(new RetryCommand(session))
            .addSubcommand(new UpdateCommand(session))
            .addSubcommand(new BootstrapCommand(session))
            .addSubcommand(new KubeconfigCommand(session))
            .addSubcommand(new CancelCommand(session))
            .addSubcommand(new DestroyCommand(session));
    return new CommandLine(new RootCommand())
        .addSubcommand(env)
        .addSubcommand(StateCommand.with(session))
        .addSubcommand(new AuditCommand(session))
        .addSubcommand(new VersionsCommand(session))
        .addSubcommand(new ExplainCommand())
        .addSubcommand(new QueueCommand(session))
        .addSubcommand(new WorkersCommand(session))
        .addSubcommand(new RegionsCommand(session))
        .addSubcommand(new ReportCommand(session))
        .addSubcommand(new CompletionCommand(session))
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                Screen.coloursAllowed(terminal.environment()) && terminal.liveOut()
                    ? Ansi.ON
                    : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new CommandErrorHandler());
  }
}
