package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Shows what the steps wrote: Terraform, Helm and the rest.",
    footer = {
      "",
      "With -o json, each line is one log line.",
      "",
      "Examples:",
      "  provisioner env logs demo -f",
      "  provisioner env logs demo --step apply"
    })
final class LogsCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = {"-f", "--follow"},
      description = "Read on until nothing is at work on it.")
  boolean follow;

  @Option(names = "--step", paramLabel = "STEP", description = "Only what this step wrote.")
  @Nullable String step;

  @Mixin OutputOption output = new OutputOption();

  LogsCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      String id = session.id(api, environment.idOrName);
      new PageFollower(api, session.pause())
          .read(id, follow, after -> api.logs(id, after), this::print);
      return ExitCode.DONE;
    }
  }

  private void print(JsonNode line) {
    if (step != null && !step.equals(ApiReply.text(line, "step"))) {
      return;
    }
    session
        .terminal()
        .out()
        .println(
            output.json()
                ? line.toString()
                : "%s  %-14s  %s"
                    .formatted(
                        Timestamps.of(line),
                        ApiReply.text(line, "step"),
                        ApiReply.text(line, "text")));
  }
}
