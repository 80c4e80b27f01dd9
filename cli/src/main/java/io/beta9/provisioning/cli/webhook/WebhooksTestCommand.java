package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code webhooks test}. */
@Command(
    name = "test",
    description = "Sends a test event to a webhook.",
    footer = {"", "Example:", "  ./provisioner webhooks test whk_4f1a2b3c4d5e"})
public final class WebhooksTestCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksTestCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<WebhookDeliveryView> sent =
          api.post(WebhookPrinter.path(id, "/test"), Map.of(), null, WebhookDeliveryView.class);
      if (output.isJson()) {
        context.printJson(sent.json());
      } else {
        out()
            .println(
                "Sending "
                    + sent.value().deliveryId()
                    + ". Its result: './provisioner webhooks deliveries "
                    + id
                    + "'.");
      }
      return ExitCode.DONE;
    }
  }
}
