package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code webhooks test}. */
@Command(
    name = "test",
    description = "Sends a test event to a webhook and waits for the response of its receiver.",
    footer = {
      "",
      "The exit code is 0 only if the receiver accepted the event, or with --no-wait.",
      "",
      "Examples:",
      "  ./provisioner webhooks test whk_4f1a2b3c4d5e",
      "  ./provisioner webhooks test whk_4f1a2b3c4d5e --no-wait -o json"
    })
public final class WebhooksTestCommand extends BaseCommand {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final int DEFAULT_WAIT_SECONDS = 60;
  private static final String DELIVERED = "delivered";
  private static final String PENDING = "pending";

  @Parameters(paramLabel = "ID", description = "Id of the webhook.")
  private String id = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Longest time to wait for the response, from 1 to 600 (default: 60).")
  private @Nullable Integer waitSeconds;

  @Option(names = "--no-wait", description = "Return when the event is queued.")
  private boolean noWait;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public WebhooksTestCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (noWait && waitSeconds != null) {
      throw new CommandException(ExitCode.WRONG_USE, "give either --wait or --no-wait");
    }
    int longest = waitSeconds == null ? DEFAULT_WAIT_SECONDS : waitSeconds;
    if (longest < 1 || longest > 600) {
      throw new CommandException(ExitCode.WRONG_USE, "--wait must be from 1 to 600");
    }
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<WebhookDeliveryView> sent =
          api.post(WebhookPrinter.path(id, "/test"), Map.of(), null, WebhookDeliveryView.class);
      ApiReply<WebhookDeliveryView> last =
          noWait ? sent : await(api, sent, Duration.ofSeconds(longest));
      if (output.isJson()) {
        context.printJson(last.json());
      } else {
        WebhookPrinter.deliveries(context, List.of(last.value()));
      }
      return noWait ? ExitCode.DONE : report(last.value(), longest);
    }
  }

  /** Waits until the first attempt has ended, or the time has passed. */
  private ApiReply<WebhookDeliveryView> await(
      ApiClient api, ApiReply<WebhookDeliveryView> sent, Duration longest) {
    ApiReply<WebhookDeliveryView> delivery = sent;
    String path =
        WebhookPrinter.path(
            id, "/deliveries/" + ApiClient.encode(String.valueOf(sent.value().deliveryId())));
    Duration waited = Duration.ZERO;
    while (!isAttempted(delivery.value()) && waited.compareTo(longest) < 0) {
      if (waited.isZero()) {
        notice("Sending " + sent.value().deliveryId() + ", waiting for the receiver ...");
      }
      context.sleeper().sleep(POLL_INTERVAL);
      waited = waited.plus(POLL_INTERVAL);
      delivery = api.get(path, Map.of(), WebhookDeliveryView.class);
    }
    return delivery;
  }

  /** An attempt that is in progress counts already, but has neither a status nor an error. */
  private static boolean isAttempted(WebhookDeliveryView delivery) {
    return !delivery.state().equals(PENDING) || delivery.error() != null;
  }

  private int report(WebhookDeliveryView delivery, int longest) {
    if (delivery.state().equals(DELIVERED)) {
      notice("The receiver accepted the event with status " + delivery.status() + ".");
      return ExitCode.DONE;
    }
    if (!isAttempted(delivery)) {
      notice(
          ("There is no result after %d seconds; earlier deliveries may be sent first. See"
                  + " './provisioner webhooks deliveries %s'.")
              .formatted(longest, id));
      return ExitCode.FAILED;
    }
    Instant next = delivery.nextAttemptAt();
    notice(
        "The event was not delivered: "
            + delivery.error()
            + (next == null
                ? ". It is not sent again."
                : ". It is sent again at " + TimestampFormat.iso(next) + "."));
    return ExitCode.FAILED;
  }

  /** Progress and result as a sentence, beside the table or the JSON document. */
  private void notice(String text) {
    context.terminal().err().println(text);
  }
}
