package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OperationRequest;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import io.beta9.provisioning.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env destroy}. */
@Command(
    name = "destroy",
    description = "Destroys an environment with its data: database, bucket and cluster.",
    footer = {
      "",
      "Without --yes, the name of the environment has to be typed as a confirmation.",
      "",
      "Examples:",
      "  ./provisioner env destroy demo --dry-run",
      "  ./provisioner env destroy demo --watch",
      "  ./provisioner env destroy env_4f1a2b3c4d5e --yes",
      "  ./provisioner env destroy demo --final-snapshot",
      "  ./provisioner env destroy demo --force --dry-run",
      "  ./provisioner env destroy demo --force --confirm demo --reason \"stuck since noon\""
    })
public final class DestroyCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask for confirmation.")
  private boolean yes;

  @Option(
      names = "--final-snapshot",
      description =
          "Keep a snapshot of the database. Required if data.postgres.protect is set, also for"
              + " --force, which then takes it without this option.")
  private boolean finalSnapshot;

  @Option(
      names = "--force",
      description =
          "For an environment that is stuck: stop the running operation and skip resources that"
              + " are not reachable.")
  private boolean force;

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "Name or id of the environment; required with --force.")
  private String confirm = "";

  @Option(names = "--dry-run", description = "Only show what would be done.")
  private boolean dryRun;

  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public DestroyCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    checkOptions();
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      if (force) {
        return force(api, id);
      }
      if (dryRun) {
        return new DestroyPreview(context, api, output).show(id);
      }
      if (!yes) {
        requireConfirmation(api.environment(id).value());
      }
      return new OperationRequest(context, api, watch, output)
          .send(
              id,
              () -> api.destroy(id, finalSnapshot),
              queued -> KnownStatuses.DESTROYED,
              "is queued for destruction");
    }
  }

  private void checkOptions() {
    if (!force && !confirm.isEmpty()) {
      throw new CommandException(ExitCode.WRONG_USE, "--confirm requires --force");
    }
    if (force && !dryRun && (confirm.isBlank() || reason.isMissing())) {
      throw new CommandException(
          ExitCode.WRONG_USE, "--force requires --confirm with the name, and --reason");
    }
  }

  private int force(ApiClient api, String id) {
    ForcedDestroy forced = new ForcedDestroy(context, api, output);
    if (dryRun) {
      return forced.preview(id);
    }
    long last = watch.isSet() ? context.lastEvent(api, id) : 0;
    forced.begin(id, confirm, finalSnapshot);
    return watch.isSet()
        ? context.watch(api, id, last, output, KnownStatuses.DESTROYED)
        : ExitCode.DONE;
  }

  private void requireConfirmation(EnvironmentView found) {
    String name = found.name();
    Terminal terminal = context.terminal();
    if (!terminal.interactive()) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "confirmation requires a terminal; use --yes to destroy '" + name + "'");
    }
    terminal
        .err()
        .printf(
            "This destroys %s (%s) with all its data%s. Type its name to continue: ",
            name,
            found.environmentId(),
            finalSnapshot ? ", except for a snapshot of the database" : "");
    terminal.err().flush();
    String typed = terminal.readLine();
    if (typed == null || !typed.strip().equals(name)) {
      throw new CommandException(ExitCode.WRONG_USE, "not confirmed; nothing was changed");
    }
  }
}
