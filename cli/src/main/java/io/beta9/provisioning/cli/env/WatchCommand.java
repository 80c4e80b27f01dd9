package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env watch}. */
@Command(
    name = "watch",
    description = "Follows the progress of an environment until its operation has finished.",
    footer = {
      "",
      "Exits with 0 if the environment is then ready or destroyed, with 1 if it failed.",
      "",
      "Example:",
      "  ./provisioner env watch demo"
    })
public final class WatchCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private OutputOption output = new OutputOption();

  public WatchCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      String status = api.environment(id).value().status();
      return context.watch(api, id, 0, output, KnownStatuses.target(status));
    }
  }
}
