package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.apimodel.webhook.WebhookReplayResult;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
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

/** {@code webhooks replay}. */
@Command(
    name = "replay",
    description = "Sends a delivery again, or all that were given up.",
    footer = {
      "",
      "A replayed message keeps its id. It is repeated for another day if it fails.",
      "",
      "Examples:",
      "  ./provisioner webhooks replay whk_4f1a2b3c4d5e whd_0123456789abcdef01234567",
      "  ./provisioner webhooks replay whk_4f1a2b3c4d5e --all-dead"
    })
public final class WebhooksReplayCommand extends BaseCommand {
  @Parameters(index = "0", paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "DELIVERY",
      arity = "0..1",
      description = "Id of the delivery.")
  private @Nullable String delivery;

  @Option(names = "--all-dead", description = "All deliveries that were given up.")
  private boolean allDead;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksReplayCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (allDead == (delivery != null)) {
      throw new CommandException(ExitCode.WRONG_USE, "give either a delivery or --all-dead");
    }
    try (ApiClient api = context.api().withReason(reason.text())) {
      if (delivery == null) {
        all(api);
      } else {
        one(api, delivery);
      }
      return ExitCode.DONE;
    }
  }

  private void all(ApiClient api) {
    ApiReply<WebhookReplayResult> result =
        api.post(WebhookPrinter.path(id, "/replay"), Map.of(), null, WebhookReplayResult.class);
    if (output.isJson()) {
      context.printJson(result.json());
      return;
    }
    int remaining = result.value().remaining();
    out()
        .println(
            "Replaying "
                + result.value().replayed()
                + " deliveries."
                + (remaining == 0
                    ? ""
                    : " "
                        + remaining
                        + " remain, because too many would be pending; repeat the command later."));
  }

  private void one(ApiClient api, String which) {
    ApiReply<WebhookDeliveryView> replayed =
        api.post(
            WebhookPrinter.path(id, "/deliveries/" + ApiClient.encode(which) + "/replay"),
            Map.of(),
            null,
            WebhookDeliveryView.class);
    if (output.isJson()) {
      context.printJson(replayed.json());
    } else {
      out().println("Replaying " + replayed.value().deliveryId() + ".");
    }
  }
}
