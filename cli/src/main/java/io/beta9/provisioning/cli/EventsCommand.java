package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "events",
    mixinStandardHelpOptions = true,
    description = "Shows what happened to an environment.",
    footer = {
      "",
      "With -o json, each line is one event.",
      "",
      "Examples:",
      "  provisioner env events demo",
      "  provisioner env events demo -f"
    })
final class EventsCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = {"-f", "--follow"},
      description = "Read on until nothing is at work on it.")
  boolean follow;

  @Mixin OutputOption output = new OutputOption();

  EventsCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      String id = session.id(api, environment.idOrName);
      new PageFollower(api, session.pause())
          .read(
              id,
              follow,
              after -> api.events(id, after),
              event ->
                  session
                      .terminal()
                      .out()
                      .println(
                          output.json()
                              ? event.toString()
                              : "%s  %-14s  %s"
                                  .formatted(
                                      Timestamps.of(event),
                                      ApiReply.text(event, "kind"),
                                      ApiReply.text(event, "message"))));
      return ExitCode.DONE;
    }
  }
}
