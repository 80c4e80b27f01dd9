package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.LogLineView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cli.client.TimelineReader;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env logs}. */
@Command(
    name = "logs",
    description = "Shows the output of the steps, such as Terraform and Helm.",
    footer = {
      "",
      "With -o json, each line is one log line.",
      "",
      "Examples:",
      "  ./provisioner env logs demo -f",
      "  ./provisioner env logs demo --step apply"
    })
public final class LogsCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = {"-f", "--follow"},
      description = "Continue until the operation has finished.")
  private boolean follow;

  @Option(names = "--step", paramLabel = "STEP", description = "Only the output of this step.")
  private @Nullable String step;

  @Mixin private OutputOption output = new OutputOption();

  public LogsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      new TimelineReader(api, context.sleeper()).read(id, follow, Timeline.LOGS, this::print);
      return ExitCode.DONE;
    }
  }

  private void print(ApiReply<LogLineView> reply) {
    LogLineView line = reply.value();
    if (step != null && !step.equals(line.step())) {
      return;
    }
    out()
        .println(
            output.isJson()
                ? Json.compact(reply.json())
                : "%s  %-14s  %s"
                    .formatted(TimestampFormat.format(line.at()), line.step(), line.text()));
  }
}
