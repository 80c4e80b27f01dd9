package io.beta9.provisioning.cli.keys;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code keys}. */
@Command(
    name = "keys",
    description = "Creates, lists and revokes API keys of a tenant.",
    footer = {
      "",
      "The first key of an installation is created by './provisioner admin keys create'.",
      "",
      "Example:",
      "  ./provisioner keys create --name ci"
    })
public final class KeysCommand extends CommandGroup {}
