package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandContext;
import picocli.CommandLine.Command;

/** {@code workers drain}. */
@Command(
    name = "drain",
    description =
        "Stops a worker from claiming operations. It completes those it executes and keeps"
            + " running.",
    footer = {"", "Example:", "  ./provisioner workers drain provisioning-worker-7d9f-1-3fa2c1"})
public final class WorkersDrainCommand extends WorkerStateCommand {
  public WorkersDrainCommand(CommandContext context) {
    super(context, "drain");
  }
}
