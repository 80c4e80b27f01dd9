package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code webhooks get}. */
@Command(
    name = "get",
    description = "Shows a webhook, without its secret.",
    footer = {"", "Example:", "  ./provisioner webhooks get whk_4f1a2b3c4d5e"})
public final class WebhooksGetCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Mixin private OutputOption output = new OutputOption();

  public WebhooksGetCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      WebhookPrinter.print(
          context, output, api.get(WebhookPrinter.path(id, ""), Map.of(), WebhookView.class));
      return ExitCode.DONE;
    }
  }
}
