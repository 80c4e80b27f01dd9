package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env cancel}. */
@Command(
    name = "cancel",
    description = {
      "Cancels the operation of an environment. A queued operation ends immediately; a running one"
          + " is interrupted once, and the resources it has created stay recorded.",
      "Continue with 'env retry', or delete the resources with 'env destroy'."
    },
    footer = {"", "Example:", "  ./provisioner env cancel demo"})
public final class CancelCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public CancelCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      ApiReply<EnvironmentView> reply = api.cancel(id);
      String status = reply.value().status();
      if (output.isJson()) {
        context.printJson(reply.json());
      } else if (KnownStatuses.isSettled(status)) {
        out().println("The operation is cancelled. " + id + " is " + status + ".");
      } else {
        out().println("The operation of " + id + " is being cancelled.");
        OperationRequest.printHowToFollow(context, id);
      }
      return ExitCode.DONE;
    }
  }
}
