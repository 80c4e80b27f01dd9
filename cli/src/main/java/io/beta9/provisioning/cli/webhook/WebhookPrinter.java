package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.webhook.IssuedWebhookSecret;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.util.List;

/** Prints webhooks and deliveries. */
final class WebhookPrinter {
  private WebhookPrinter() {}

  /** Returns the path of a webhook, or of something below it. */
  static String path(String id, String suffix) {
    return "/webhooks/" + ApiClient.encode(id) + suffix;
  }

  static void print(CommandContext context, OutputOption output, ApiReply<WebhookView> webhook) {
    if (output.isJson()) {
      context.printJson(webhook.json());
    } else {
      table(context, List.of(webhook.value()));
    }
  }

  static void table(CommandContext context, List<WebhookView> webhooks) {
    Table table =
        new Table("ID", "TENANT", "URL", "ENABLED", "PENDING", "DEAD", "CREATED", "DESCRIPTION");
    for (WebhookView webhook : webhooks) {
      table.row(
          webhook.webhookId(),
          webhook.tenant(),
          webhook.url(),
          webhook.enabled() ? "yes" : "no",
          Integer.toString(webhook.pendingDeliveries()),
          Integer.toString(webhook.deadDeliveries()),
          TimestampFormat.iso(webhook.createdAt()),
          webhook.description());
    }
    table.print(context.out());
  }

  /** Prints the secret alone to the standard output, so that it can be piped. */
  static void secret(
      CommandContext context,
      OutputOption output,
      ApiReply<IssuedWebhookSecret> issued,
      String done) {
    if (output.isJson()) {
      context.printJson(issued.json());
      return;
    }
    context.out().println(String.valueOf(issued.value().secret()));
    context.terminal().err().println(done + " Store the secret now: it cannot be shown again.");
  }

  static void deliveries(CommandContext context, List<WebhookDeliveryView> deliveries) {
    Table table =
        new Table("DELIVERY", "ENVIRONMENT", "STATE", "ATTEMPTS", "CREATED", "NEXT", "ERROR");
    for (WebhookDeliveryView delivery : deliveries) {
      table.row(
          delivery.deliveryId(),
          delivery.environmentId() == null ? "-" : delivery.environmentId(),
          delivery.state(),
          Integer.toString(delivery.attempts()),
          TimestampFormat.iso(delivery.createdAt()),
          delivery.nextAttemptAt() == null ? "-" : TimestampFormat.iso(delivery.nextAttemptAt()),
          delivery.error());
    }
    table.print(context.out());
  }
}
