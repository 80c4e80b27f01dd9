package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.ShareAccountRequest;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code accounts share}. */
@Command(
    name = "share",
    description =
        "Allows a tenant to use an account that belongs to another one; only for owners of the"
            + " service.",
    footer = {
      "",
      "The tenant registers and verifies the account itself, with an external id of its own.",
      "",
      "Example:",
      "  ./provisioner accounts share 123456789012 --with acme --reason 'subsidiary of globex'"
    })
public final class AccountsShareCommand extends InstallationCommand {
  @Mixin private AccountGrantArguments grant = new AccountGrantArguments();

  public AccountsShareCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      api.post(
          "/shared-accounts",
          Map.of(),
          new ShareAccountRequest(null, grant.number(), grant.tenant(), grant.reason()),
          Object.class);
      out().println("Tenant " + grant.tenant() + " may register account " + grant.number() + ".");
      return ExitCode.DONE;
    }
  }
}
