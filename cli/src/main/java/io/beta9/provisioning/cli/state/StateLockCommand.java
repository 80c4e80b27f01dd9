package io.beta9.provisioning.cli.state;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.state.StateLockView;
import io.beta9.provisioning.apimodel.state.StateLocks;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code state lock}. */
@Command(
    name = "lock",
    description =
        "Shows the locks on an environment's state and whether their holders are running.",
    footer = {"", "Example:", "  ./provisioner state lock demo"})
public final class StateLockCommand extends BaseCommand {
  private static final String ALIVE = "alive";
  private static final String UNKNOWN = "unknown";

  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private OutputOption output = new OutputOption();

  public StateLockCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      ApiReply<StateLocks> found =
          api.get(StateCommand.path(id, "/lock"), Map.of(), StateLocks.class);
      List<StateLockView> locks = found.value().locks();
      if (output.isJson()) {
        context.printJson(found.json());
      } else if (locks.isEmpty()) {
        out().println("The state is not locked.");
      } else {
        print(locks, out());
        out().println("→ " + advice(environment.idOrName(), locks));
      }
      return ExitCode.DONE;
    }
  }

  /** Prints the locks with the evidence about their holders. */
  static void print(List<StateLockView> locks, PrintStream out) {
    Table table = new Table("PLACE", "WHO", "OPERATION", "AGE", "HOLDER", "LOCK ID");
    for (StateLockView lock : locks) {
      Long age = lock.ageSeconds();
      table.row(
          lock.place(),
          lock.who(),
          lock.operation(),
          age == null ? "?" : DurationFormat.format(Duration.ofSeconds(age)),
          lock.holder(),
          lock.id());
    }
    table.print(out);
    locks.forEach(lock -> out.println(lock.place() + ": " + lock.because() + "."));
  }

  private static String advice(String environment, List<StateLockView> locks) {
    if (locks.stream().anyMatch(lock -> lock.holder().equals(ALIVE))) {
      return "The holder is or may be running: wait, or run './provisioner env cancel "
          + environment
          + "'.";
    }
    if (locks.stream().anyMatch(lock -> lock.holder().equals(UNKNOWN))) {
      return "The holder is unknown. If its process has certainly ended, run './provisioner state"
          + " unlock "
          + environment
          + " --force --confirm "
          + environment
          + " --reason TEXT'.";
    }
    return "The next operation removes the lock; './provisioner state unlock "
        + environment
        + " --reason TEXT' removes it now.";
  }
}
