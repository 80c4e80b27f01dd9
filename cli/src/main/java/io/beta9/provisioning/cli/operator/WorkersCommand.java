package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code workers}. */
@Command(
    name = "workers",
    description = "Lists the workers; drains and resumes one.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner workers list",
      "  ./provisioner workers drain provisioning-worker-7d9f-1-3fa2c1"
    })
public final class WorkersCommand extends CommandGroup {}
