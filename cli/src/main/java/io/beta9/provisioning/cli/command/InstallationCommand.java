package io.beta9.provisioning.cli.command;

/**
 * A command that concerns the whole installation, not a tenant. It accepts {@code --tenant} like
 * every command, and says that the option has no effect on it.
 */
public abstract class InstallationCommand extends BaseCommand {
  protected InstallationCommand(CommandContext context) {
    super(
        context,
        new TenantOption(
            name ->
                context
                    .terminal()
                    .err()
                    .println(
                        "note: --tenant has no effect: this command concerns the whole"
                            + " installation")));
  }
}
