package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = "Shows an environment: status, progress, machines, outputs, what went wrong.",
    footer = {
      "",
      "Examples:",
      "  provisioner env get demo",
      "  provisioner env get env_4f1a2b3c4d5e -o json"
    })
final class GetCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin OutputOption output = new OutputOption();

  GetCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      JsonNode found = api.environment(session.id(api, environment.idOrName));
      if (output.json()) {
        session.printJson(found);
      } else {
        new EnvironmentPrinter(session.terminal().out()).details(found);
      }
      return ExitCode.DONE;
    }
  }
}
