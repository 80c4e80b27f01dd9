package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = {
      "Stops what is under way. What waits in the queue is over at once; what runs is interrupted"
          + " once, and what it has made stays known.",
      "Afterwards, 'env retry' goes on and 'env destroy' takes it away."
    },
    footer = {"", "Example:", "  provisioner env cancel demo"})
final class CancelCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  CancelCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      JsonNode answer = api.cancel(id);
      if (output.json()) {
        session.printJson(answer);
        return ExitCode.DONE;
      }
      String status = ApiReply.text(answer, "status");
      if (KnownStatuses.atRest(status)) {
        session.terminal().out().println(id + " is cancelled; it is " + status + ".");
      } else {
        session.terminal().out().println(id + " is being stopped.");
        session.terminal().out().println("See its way with: provisioner env watch " + id);
      }
      return ExitCode.DONE;
    }
  }
}
