package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env retry}. */
@Command(
    name = "retry",
    description = "Retries a failed operation from its first incomplete step.",
    footer = {"", "Example:", "  ./provisioner env retry demo --watch"})
public final class RetryCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public RetryCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      return new OperationRequest(context, api, watch, output)
          .send(
              id,
              () -> api.retry(id),
              queued -> KnownStatuses.target(queued.status()),
              "is queued for a retry");
    }
  }
}
