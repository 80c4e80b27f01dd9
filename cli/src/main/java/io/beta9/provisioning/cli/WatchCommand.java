package io.beta9.provisioning.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Shows the way of an environment until nothing is at work on it.",
    footer = {
      "",
      "It ends with 0 where the environment is then ready or destroyed, with 1 where it failed.",
      "",
      "Example:",
      "  provisioner env watch demo"
    })
final class WatchCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin OutputOption output = new OutputOption();

  WatchCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      String id = session.id(api, environment.idOrName);
      JsonNode now = api.environment(id);
      String wanted =
          ApiReply.text(now, "status").startsWith("destroy")
              ? KnownStatuses.DESTROYED
              : KnownStatuses.READY;
      return session.watch(api, id, 0, output.format, wanted);
    }
  }
}
