package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.CreateWebhookRequest;
import io.beta9.provisioning.apimodel.webhook.IssuedWebhookSecret;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code webhooks add}. */
@Command(
    name = "add",
    description = "Creates a webhook and prints its secret. It cannot be printed again.",
    footer = {
      "",
      "The secret verifies the signatures of deliveries; see docs/api.md.",
      "",
      "Example:",
      "  ./provisioner webhooks add https://hooks.example.com/beta9 --description 'pages on call'"
    })
public final class WebhooksAddCommand extends BaseCommand {
  @Parameters(paramLabel = "URL", description = "Receiver: https, with a public address.")
  private String url = "";

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private @Nullable String description;

  @Option(names = "--disabled", description = "Sends nothing until it is enabled.")
  private boolean disabled;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksAddCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<IssuedWebhookSecret> created =
          api.post(
              "/webhooks",
              Map.of(),
              new CreateWebhookRequest(url, description, !disabled),
              IssuedWebhookSecret.class);
      WebhookPrinter.secret(
          context, output, created, "Created " + created.value().webhook().webhookId() + ".");
      return ExitCode.DONE;
    }
  }
}
