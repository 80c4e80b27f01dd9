package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code accounts remove}. */
@Command(
    name = "remove",
    aliases = "rm",
    description = "Removes an account whose environments are all destroyed.",
    footer = {
      "",
      "The external id becomes invalid: registering the account again generates another one.",
      "",
      "Example:",
      "  ./provisioner accounts remove 123456789012"
    })
public final class AccountsRemoveCommand extends BaseCommand {
  @Mixin private AccountArgument account = new AccountArgument();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public AccountsRemoveCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<AccountView> removed =
          api.delete(AccountArgument.path(account.id(api), ""), AccountView.class);
      if (output.isJson()) {
        context.printJson(removed.json());
      } else {
        out().println("Removed account " + removed.value().accountId() + ".");
      }
      return ExitCode.DONE;
    }
  }
}
