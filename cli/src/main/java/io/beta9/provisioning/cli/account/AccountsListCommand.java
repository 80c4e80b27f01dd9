package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.AllTenantsOption;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code accounts list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the registered accounts of the tenant.",
    footer = {"", "Example:", "  ./provisioner accounts list"})
public final class AccountsListCommand extends BaseCommand {
  @Mixin private AllTenantsOption allTenants = new AllTenantsOption();
  @Mixin private OutputOption output = new OutputOption();

  public AccountsListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      List<ApiReply<AccountView>> accounts = AccountArgument.all(api, allTenants.query());
      if (output.isJson()) {
        context.printJson(Json.items(accounts.stream().map(ApiReply::json).toList()));
        return ExitCode.DONE;
      }
      Table table = new Table("ACCOUNT", "ID", "STATE", "ENVIRONMENTS", "VERIFIED", "ROLE");
      for (ApiReply<AccountView> reply : accounts) {
        AccountView account = reply.value();
        table.row(
            account.accountId(),
            account.id(),
            account.state(),
            Integer.toString(account.environments()),
            account.verifiedAt() == null ? "never" : TimestampFormat.iso(account.verifiedAt()),
            account.roleArn());
      }
      table.print(out());
      return ExitCode.DONE;
    }
  }
}
