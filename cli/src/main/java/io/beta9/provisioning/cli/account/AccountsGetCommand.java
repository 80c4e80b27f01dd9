package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code accounts get}. */
@Command(
    name = "get",
    description = "Shows an account with its external id and the role's policies.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner accounts get 123456789012",
      "  ./provisioner accounts get 123456789012 --trust-policy > trust.json"
    })
public final class AccountsGetCommand extends BaseCommand {
  @Mixin private AccountArgument account = new AccountArgument();

  @Option(names = "--trust-policy", description = "Print only the trust policy of the role.")
  private boolean trustPolicy;

  @Mixin private OutputOption output = new OutputOption();

  public AccountsGetCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<AccountView> found =
          api.get(AccountArgument.path(account.id(api), ""), Map.of(), AccountView.class);
      if (trustPolicy) {
        context.printJson(
            AccountPrinter.trustPolicy(found)
                .orElseThrow(
                    () ->
                        new CommandException(
                            ExitCode.FAILED, "the trust policy is not known at present")));
      } else if (output.isJson()) {
        context.printJson(found.json());
      } else {
        new AccountPrinter(out()).print(found);
      }
      return ExitCode.DONE;
    }
  }
}
