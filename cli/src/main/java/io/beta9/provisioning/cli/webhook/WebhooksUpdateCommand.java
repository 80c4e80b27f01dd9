package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.UpdateWebhookRequest;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code webhooks update}. */
@Command(
    name = "update",
    description = "Changes a webhook; what is not given remains.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner webhooks update whk_4f1a2b3c4d5e --url https://hooks.example.com/new",
      "  ./provisioner webhooks update whk_4f1a2b3c4d5e --no-enabled"
    })
public final class WebhooksUpdateCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Receiver: https, with a public address.")
  private @Nullable String url;

  @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
  private @Nullable String description;

  @Option(names = "--enabled", negatable = true, description = "Whether deliveries are sent to it.")
  private @Nullable Boolean enabled;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksUpdateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      WebhookPrinter.print(
          context,
          output,
          api.patch(
              WebhookPrinter.path(id, ""),
              new UpdateWebhookRequest(url, description, enabled),
              WebhookView.class));
      return ExitCode.DONE;
    }
  }
}
