package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EventView;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env events}. */
@Command(
    name = "events",
    description = "Shows the events of an environment.",
    footer = {
      "",
      "With -o json, each line is one event.",
      "",
      "Examples:",
      "  ./provisioner env events demo",
      "  ./provisioner env events demo -f"
    })
public final class EventsCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = {"-f", "--follow"},
      description = "Continue until the operation has finished.")
  private boolean follow;

  @Mixin private OutputOption output = new OutputOption();

  public EventsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      new TimelineReader(api, context.sleeper()).read(id, follow, Timeline.EVENTS, this::print);
      return ExitCode.DONE;
    }
  }

  private void print(ApiReply<EventView> reply) {
    EventView event = reply.value();
    out()
        .println(
            output.isJson()
                ? Json.compact(reply.json())
                : "%s  %-14s  %s"
                    .formatted(TimestampFormat.format(event.at()), event.kind(), event.message()));
  }
}
