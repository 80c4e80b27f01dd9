package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code webhooks deliveries}. */
@Command(
    name = "deliveries",
    description = "Lists the deliveries of a webhook, the newest first.",
    footer = {"", "Example:", "  ./provisioner webhooks deliveries whk_4f1a2b3c4d5e --state dead"})
public final class WebhooksDeliveriesCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: pending, delivered or dead.")
  private @Nullable String state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Maximum number (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private OutputOption output = new OutputOption();

  public WebhooksDeliveriesCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      List<ApiReply<WebhookDeliveryView>> deliveries =
          api.list(
              WebhookPrinter.path(id, "/deliveries"),
              state == null ? Map.of() : Map.of("state", state),
              Math.max(1, limit),
              WebhookDeliveryView.class);
      if (output.isJson()) {
        context.printJson(Json.items(deliveries.stream().map(ApiReply::json).toList()));
      } else {
        WebhookPrinter.deliveries(context, deliveries.stream().map(ApiReply::value).toList());
      }
      return ExitCode.DONE;
    }
  }
}
