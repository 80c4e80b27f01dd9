package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code accounts unshare}. */
@Command(
    name = "unshare",
    description = "Withdraws the permission to use another tenant's account; only for operators.",
    footer = {
      "",
      "Refused while the tenant has registered the account.",
      "",
      "Example:",
      "  ./provisioner accounts unshare 123456789012 --with acme --reason 'sold'"
    })
public final class AccountsUnshareCommand extends BaseCommand {
  @Parameters(paramLabel = "NUMBER", description = "Number of the account: twelve digits.")
  private String number = "";

  @Option(
      names = "--with",
      paramLabel = "TENANT",
      required = true,
      description = "Tenant that may no longer use the account.")
  private String tenant = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Reason; recorded in the audit trail.")
  private String reason = "";

  public AccountsUnshareCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason)) {
      api.delete(
          "/shared-accounts/" + ApiClient.encode(number) + "?tenant=" + ApiClient.encode(tenant),
          Object.class);
      out().println("Tenant " + tenant + " may no longer register account " + number + ".");
      return ExitCode.DONE;
    }
  }
}
