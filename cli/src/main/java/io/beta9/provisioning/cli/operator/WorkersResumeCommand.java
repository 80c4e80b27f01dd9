package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.cli.command.CommandContext;
import picocli.CommandLine.Command;

/** {@code workers resume}. */
@Command(
    name = "resume",
    description = "Lets a drained worker claim operations again.",
    footer = {"", "Example:", "  ./provisioner workers resume provisioning-worker-7d9f-1-3fa2c1"})
public final class WorkersResumeCommand extends WorkerStateCommand {
  public WorkersResumeCommand(CommandContext context) {
    super(context, "resume");
  }
}
