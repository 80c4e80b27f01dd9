package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OperationRequest;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import picocli.CommandLine.Mixin;

/** A command that requests an operation on an environment without asking for confirmation. */
abstract class OperationCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  private final String accepted;

  /**
   * @param accepted what is printed after the environment's id, for example "is queued for a retry"
   */
  OperationCommand(CommandContext context, String accepted) {
    super(context);
    this.accepted = accepted;
  }

  /** Sends the request, and returns the environment as it was queued. */
  abstract ApiReply<EnvironmentView> request(ApiClient api, String id);

  /** Returns the status in which the operation is to end. */
  String target(EnvironmentView queued) {
    return KnownStatuses.READY;
  }

  @Override
  public final Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      return new OperationRequest(context, api, watch, output)
          .send(id, () -> request(api, id), this::target, accepted);
    }
  }
}
