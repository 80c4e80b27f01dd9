package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "bootstrap",
    mixinStandardHelpOptions = true,
    description = "Installs Beta9 again, without running Terraform.",
    footer = {"", "Example:", "  provisioner env bootstrap demo --watch"})
final class BootstrapCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--watch", description = "Show its way until it is ready or has failed.")
  boolean watch;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  BootstrapCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      long last = watch ? session.lastEvent(api, id) : 0;
      JsonNode queued = api.post("/environments/" + ApiClient.encoded(id) + "/bootstrap");
      if (watch) {
        return session.watch(api, id, last, output.format, KnownStatuses.READY);
      }
      if (output.json()) {
        session.printJson(queued);
      } else {
        session.terminal().out().println("Beta9 is installed again in " + id + ".");
      }
      return ExitCode.DONE;
    }
  }
}
