package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.AllTenantsOption;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code webhooks list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the webhooks, without their secrets.",
    footer = {"", "Example:", "  ./provisioner webhooks list"})
public final class WebhooksListCommand extends BaseCommand {
  private static final int ALL = 100_000;

  @Mixin private AllTenantsOption allTenants = new AllTenantsOption();

  @Mixin private OutputOption output = new OutputOption();

  public WebhooksListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      List<ApiReply<WebhookView>> webhooks =
          api.list("/webhooks", allTenants.query(), ALL, WebhookView.class);
      if (output.isJson()) {
        context.printJson(Json.items(webhooks.stream().map(ApiReply::json).toList()));
      } else {
        WebhookPrinter.table(context, webhooks.stream().map(ApiReply::value).toList());
      }
      return ExitCode.DONE;
    }
  }
}
