package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Tries again what failed, from the first step that is not done.",
    footer = {"", "Example:", "  provisioner env retry demo --watch"})
final class RetryCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--watch", description = "Show its way until it is at rest.")
  boolean watch;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  RetryCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      long last = watch ? session.lastEvent(api, id) : 0;
      JsonNode queued = api.retry(id);
      if (watch) {
        String wanted =
            ApiReply.text(queued, "status").startsWith("destroy")
                ? KnownStatuses.DESTROYED
                : KnownStatuses.READY;
        return session.watch(api, id, last, output.format, wanted);
      }
      if (output.json()) {
        session.printJson(queued);
      } else {
        session.terminal().out().println(id + " is tried again.");
      }
      return ExitCode.DONE;
    }
  }
}
