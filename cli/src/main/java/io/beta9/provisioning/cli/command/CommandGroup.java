package io.beta9.provisioning.cli.command;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has subcommands. */
public abstract class CommandGroup implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private HelpOption help = new HelpOption();

  @Override
  public final void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing subcommand. Choose one of: " + String.join(", ", spec.subcommands().keySet()));
  }
}
