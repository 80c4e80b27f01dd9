package io.beta9.provisioning.cli.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that is executed, as opposed to a {@link CommandGroup}. Returns its exit code. */
public abstract class BaseCommand implements Callable<Integer> {
  protected final CommandContext context;

  @Mixin private HelpOption help = new HelpOption();

  protected BaseCommand(CommandContext context) {
    this.context = context;
  }

  protected final PrintStream out() {
    return context.out();
  }
}
