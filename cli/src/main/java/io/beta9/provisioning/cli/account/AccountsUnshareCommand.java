package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code accounts unshare}. */
@Command(
    name = "unshare",
    description =
        "Withdraws the permission to use another tenant's account; only for owners of the service.",
    footer = {
      "",
      "Refused while the tenant has registered the account.",
      "",
      "Example:",
      "  ./provisioner accounts unshare 123456789012 --with acme --reason 'sold'"
    })
public final class AccountsUnshareCommand extends InstallationCommand {
  @Mixin private AccountGrantArguments grant = new AccountGrantArguments();

  public AccountsUnshareCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(grant.reason())) {
      api.delete(
          "/shared-accounts/"
              + ApiClient.encode(grant.number())
              + "?tenant="
              + ApiClient.encode(grant.tenant()),
          Object.class);
      out()
          .println(
              "Tenant "
                  + grant.tenant()
                  + " may no longer register account "
                  + grant.number()
                  + ".");
      return ExitCode.DONE;
    }
  }
}
