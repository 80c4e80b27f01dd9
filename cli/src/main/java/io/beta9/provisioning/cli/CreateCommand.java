package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Creates an environment from a meta-config.",
    footer = {
      "",
      "Examples:",
      "  provisioner env create -f examples/small.yaml --watch",
      "  provisioner env create -f - -o json < my.yaml"
    })
final class CreateCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin MetaConfigFile metaConfig = new MetaConfigFile();

  @Option(names = "--watch", description = "Show its way until it is ready or has failed.")
  boolean watch;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  CreateCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    byte[] body = metaConfig.read(session.terminal());
    try (ApiClient api = session.api().because(reason.text)) {
      JsonNode created = api.create(body, metaConfig.contentType());
      String id = ApiReply.text(created, "environment_id");
      if (watch) {
        return session.watch(api, id, 0, output.format, KnownStatuses.READY);
      }
      if (output.json()) {
        session.printJson(created);
      } else {
        session.terminal().out().println(id + " is queued.");
        session.terminal().out().println("See its way with: provisioner env watch " + id);
      }
      return ExitCode.DONE;
    }
  }
}
