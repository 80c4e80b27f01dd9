package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = "Destroys an environment with everything in it: database, bucket, cluster.",
    footer = {
      "",
      "Without --yes, its name has to be typed as a confirmation.",
      "",
      "Examples:",
      "  provisioner env destroy demo --dry-run",
      "  provisioner env destroy demo --watch",
      "  provisioner env destroy env_4f1a2b3c4d5e --yes",
      "  provisioner env destroy demo --force --dry-run",
      "  provisioner env destroy demo --force --confirm demo --reason \"stuck since noon\""
    })
final class DestroyCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  boolean yes;

  @Option(
      names = "--force",
      description = "For one that is stuck: stops what is under way, goes on past what is away.")
  boolean force;

  @Option(names = "--confirm", paramLabel = "NAME", description = "Its name, for --force.")
  String confirm = "";

  @Option(names = "--dry-run", description = "Only say what would be destroyed, or done by force.")
  boolean dryRun;

  @Option(names = "--watch", description = "Show its way until nothing is left.")
  boolean watch;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  DestroyCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    check();
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      if (force) {
        return byForce(api, id);
      }
      if (dryRun) {
        return new DestroyPreview(session, api, output.format).show(id);
      }
      if (!yes) {
        confirm(api.environment(id));
      }
      long last = watch ? session.lastEvent(api, id) : 0;
      JsonNode queued = api.destroy(id);
      if (watch) {
        return session.watch(api, id, last, output.format, KnownStatuses.DESTROYED);
      }
      if (output.json()) {
        session.printJson(queued);
      } else {
        session.terminal().out().println(id + " is going to be destroyed.");
        session.terminal().out().println("See its way with: provisioner env watch " + id);
      }
      return ExitCode.DONE;
    }
  }

  private void check() {
    if (!force && !confirm.isEmpty()) {
      throw new CommandException(ExitCode.WRONG_USE, "--confirm belongs to --force");
    }
    if (force && !dryRun && (confirm.isBlank() || reason.isMissing())) {
      throw new CommandException(
          ExitCode.WRONG_USE, "--force wants --confirm with its name, and --reason");
    }
  }

  private int byForce(ApiClient api, String id) {
    ForcedDestroy forced = new ForcedDestroy(session, api, output.format);
    if (dryRun) {
      return forced.preview(id);
    }
    long last = watch ? session.lastEvent(api, id) : 0;
    forced.begin(id, confirm);
    return watch
        ? session.watch(api, id, last, output.format, KnownStatuses.DESTROYED)
        : ExitCode.DONE;
  }

  private void confirm(JsonNode found) {
    String name = ApiReply.text(found, "name");
    Terminal terminal = session.terminal();
    if (!terminal.interactive()) {
      throw new CommandException(
          ExitCode.WRONG_USE, "nobody is here to confirm it; say --yes to destroy '" + name + "'");
    }
    terminal
        .err()
        .printf(
            "This destroys %s (%s) with all its data. Type its name to go on: ",
            name, ApiReply.text(found, "environment_id"));
    terminal.err().flush();
    String typed = typed(terminal);
    if (typed == null || !typed.strip().equals(name)) {
      throw new CommandException(ExitCode.WRONG_USE, "not confirmed; nothing was done");
    }
  }

  private static @Nullable String typed(Terminal terminal) {
    try {
      return new BufferedReader(new InputStreamReader(terminal.in(), Charset.defaultCharset()))
          .readLine();
    } catch (IOException e) {
      return null;
    }
  }
}
