package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code env}. */
@Command(
    name = "env",
    description = "Creates, shows, updates and destroys environments.",
    footer = {
      "",
      "ENVIRONMENT is an id or a name.",
      "URL and key of the API are taken from PROVISIONER_URL (default "
          + ApiSettings.DEFAULT_URL
          + ") and PROVISIONER_KEY (or the file that PROVISIONER_KEY_FILE names), or from"
          + " .provisioner/cli.json, which the demo writes.",
      "",
      "Example:",
      "  ./provisioner env list"
    })
public final class EnvCommand extends CommandGroup {}
