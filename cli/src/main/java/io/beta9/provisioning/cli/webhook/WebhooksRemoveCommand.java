package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code webhooks remove}. */
@Command(
    name = "remove",
    aliases = "rm",
    description = "Removes a webhook with its deliveries.",
    footer = {"", "Example:", "  ./provisioner webhooks remove whk_4f1a2b3c4d5e"})
public final class WebhooksRemoveCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksRemoveCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<WebhookView> removed = api.delete(WebhookPrinter.path(id, ""), WebhookView.class);
      if (output.isJson()) {
        context.printJson(removed.json());
      } else {
        out().println("Removed " + removed.value().webhookId() + ".");
      }
      return ExitCode.DONE;
    }
  }
}
