package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    description = "Gives an environment that is ready or has failed a changed meta-config.",
    footer = {
      "",
      "Its name, provider, region, account, CIDR and bucket prefix cannot change.",
      "",
      "Examples:",
      "  provisioner env update demo -f my.yaml --dry-run",
      "  provisioner env update demo -f my.yaml --watch"
    })
final class UpdateCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin MetaConfigFile metaConfig = new MetaConfigFile();

  @Option(names = "--dry-run", description = "Show what would change, and change nothing.")
  boolean dryRun;

  @Option(names = "--watch", description = "Show its way until it is ready or has failed.")
  boolean watch;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  UpdateCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    byte[] body = metaConfig.read(session.terminal());
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      long last = watch ? session.lastEvent(api, id) : 0;
      JsonNode answer =
          api.post(
              "/environments/" + ApiClient.encoded(id) + "/update",
              dryRun ? Map.of("dry_run", "true") : Map.of(),
              body,
              metaConfig.contentType());
      if (watch && !dryRun) {
        return session.watch(api, id, last, output.format, KnownStatuses.READY);
      }
      if (output.json()) {
        session.printJson(answer);
      } else if (dryRun) {
        print(answer.path("changes"), session.terminal().out());
      } else {
        session.terminal().out().println(id + " is queued with its changed meta-config.");
        session.terminal().out().println("See its way with: provisioner env watch " + id);
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode changes, PrintStream out) {
    if (changes.isEmpty()) {
      out.println("Nothing would change in what is made.");
      return;
    }
    Table table = new Table("FIELD", "NOW", "THEN");
    for (JsonNode change : changes) {
      table.row(
          ApiReply.text(change, "path"),
          ApiReply.text(change, "before"),
          ApiReply.text(change, "after"));
    }
    table.print(out);
  }
}
