package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    description = "Lists the versions of an environment's state, the newest first.",
    footer = {"", "Example:", "  provisioner state versions demo"})
final class StateVersionsCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin OutputOption output = new OutputOption();

  StateVersionsCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      String id = session.id(api, environment.idOrName);
      JsonNode versions = api.get(StateCommand.path(id, "/versions"), Map.of());
      if (output.json()) {
        session.printJson(versions);
        return ExitCode.DONE;
      }
      if (versions.path("items").isEmpty()) {
        session.terminal().out().println("There is no state yet: nothing has been made.");
        return ExitCode.DONE;
      }
      Table table = new Table("VERSION", "WRITTEN", "BYTES", "");
      for (JsonNode version : versions.path("items")) {
        table.row(
            ApiReply.text(version, "id"),
            ApiReply.text(version, "written_at"),
            Long.toString(ApiReply.number(version, "bytes")),
            version.path("current").asBoolean(false) ? "current" : "");
      }
      table.print(session.terminal().out());
      return ExitCode.DONE;
    }
  }
}
