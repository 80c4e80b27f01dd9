package io.beta9.provisioning.cli.login;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.profile.ApiAccess;
import picocli.CommandLine.Command;

/** {@code logout}. */
@Command(
    name = "logout",
    description = "Deletes the credentials of a profile from this machine.",
    footer = {"", "Example:", "  ./provisioner logout --profile staging"})
public final class LogoutCommand extends BaseCommand {
  public LogoutCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    ApiAccess access = context.access();
    String profile = access.nameOrDefault(context.selection().name());
    if (!access.delete(context.selection().name())) {
      throw new CommandException(ExitCode.NOT_FOUND, "there is no profile '" + profile + "'");
    }
    out()
        .println(
            "Deleted the profile '" + profile + "'. An API key remains valid until it is revoked.");
    return ExitCode.DONE;
  }
}
