package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.ShareAccountRequest;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code accounts share}. */
@Command(
    name = "share",
    description = "Lets a tenant use an account that belongs to another one; only for operators.",
    footer = {
      "",
      "The tenant registers and verifies the account itself, with an external id of its own.",
      "",
      "Example:",
      "  ./provisioner accounts share 123456789012 --with acme --reason 'subsidiary of globex'"
    })
public final class AccountsShareCommand extends BaseCommand {
  @Parameters(paramLabel = "NUMBER", description = "Number of the account: twelve digits.")
  private String number = "";

  @Option(
      names = "--with",
      paramLabel = "TENANT",
      required = true,
      description = "Tenant that may use the account as well.")
  private String tenant = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Reason; recorded in the audit trail.")
  private String reason = "";

  public AccountsShareCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      api.post(
          "/shared-accounts",
          Map.of(),
          new ShareAccountRequest(null, number, tenant, reason),
          Object.class);
      out().println("Tenant " + tenant + " may register account " + number + ".");
      return ExitCode.DONE;
    }
  }
}
