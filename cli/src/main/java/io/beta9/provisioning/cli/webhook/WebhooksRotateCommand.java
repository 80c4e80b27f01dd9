package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.IssuedWebhookSecret;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code webhooks rotate}. */
@Command(
    name = "rotate",
    description = "Replaces the secret by a new one, which is printed.",
    footer = {
      "",
      "Deliveries are signed with both secrets until the overlap has passed.",
      "",
      "Example:",
      "  ./provisioner webhooks rotate whk_4f1a2b3c4d5e --overlap 24h"
    })
public final class WebhooksRotateCommand extends BaseCommand {
  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Option(
      names = "--overlap",
      paramLabel = "DURATION",
      defaultValue = "24h",
      description =
          "Time for which the old secret also signs, at most 30d (default: ${DEFAULT-VALUE}).")
  private String overlap = "";

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksRotateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      WebhookPrinter.secret(
          context,
          output,
          api.post(
              WebhookPrinter.path(id, "/rotate"),
              Map.of("overlap", overlap),
              null,
              IssuedWebhookSecret.class),
          "The previous secret of " + id + " also signs for " + overlap + ".");
      return ExitCode.DONE;
    }
  }
}
