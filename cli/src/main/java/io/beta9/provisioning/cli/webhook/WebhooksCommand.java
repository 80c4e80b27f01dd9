package io.beta9.provisioning.cli.webhook;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code webhooks}. */
@Command(
    name = "webhooks",
    description = "Sends the changes of status of environments to receivers of the tenant.",
    footer = {
      "",
      "Each change is a CloudEvent, signed as the Standard Webhooks specification describes. A",
      "delivery that fails is repeated for a day, and can be replayed after that.",
      "",
      "Examples:",
      "  ./provisioner webhooks add https://hooks.example.com/beta9",
      "  ./provisioner webhooks test whk_4f1a2b3c4d5e",
      "  ./provisioner webhooks deliveries whk_4f1a2b3c4d5e --state dead"
    })
public final class WebhooksCommand extends CommandGroup {}
