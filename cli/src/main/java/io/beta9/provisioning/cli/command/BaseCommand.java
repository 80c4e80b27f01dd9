package io.beta9.provisioning.cli.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that is executed, as opposed to a {@link CommandGroup}. Returns its exit code. */
public abstract class BaseCommand implements Callable<Integer> {
  protected final CommandContext context;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Profile of './provisioner login' with URL and credentials.")
  void selectProfile(@Nullable String name) {
    context.selection().select(name);
  }

  @Mixin private HelpOption help = new HelpOption();

  @Mixin private TenantOption tenant; // picocli reads it

  protected BaseCommand(CommandContext context) {
    this(context, new TenantOption(context.tenants()::select));
  }

  BaseCommand(CommandContext context, TenantOption tenant) {
    this.context = context;
    this.tenant = tenant;
  }

  protected final PrintStream out() {
    return context.out();
  }
}
