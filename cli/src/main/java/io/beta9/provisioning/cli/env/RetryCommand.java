package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.CommandContext;
import picocli.CommandLine.Command;

/** {@code env retry}. */
@Command(
    name = "retry",
    description = "Retries a failed operation from its first incomplete step.",
    footer = {"", "Example:", "  ./provisioner env retry demo --watch"})
public final class RetryCommand extends OperationCommand {
  public RetryCommand(CommandContext context) {
    super(context, "is queued for a retry");
  }

  @Override
  ApiReply<EnvironmentView> request(ApiClient api, String id) {
    return api.retry(id);
  }

  @Override
  String target(EnvironmentView queued) {
    return KnownStatuses.target(queued.status());
  }
}
