package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.account.RegisterAccountRequest;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code accounts add}. */
@Command(
    name = "add",
    description = "Registers an account, and prints its external id and the role's policies.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner accounts add 123456789012",
      "  ./provisioner accounts add 123456789012 --role arn:aws:iam::123456789012:role/Beta9",
      "  ./provisioner accounts add 123456789012 --permissions-boundary Beta9Boundary"
    })
public final class AccountsAddCommand extends BaseCommand {
  @Parameters(paramLabel = "NUMBER", description = "Number of the account: twelve digits.")
  private String number = "";

  @Option(
      names = "--role",
      paramLabel = "ARN",
      description =
          "Role that the service assumes, in the partition of the service's own credentials"
              + " (default: the account's Beta9Provisioner).")
  private @Nullable String role;

  @Option(
      names = "--permissions-boundary",
      paramLabel = "POLICY",
      description = {
        "Managed policy of the account that every role and user created there must have as its",
        "permissions boundary (default: none). Repeat the command to change it."
      })
  private @Nullable String permissionsBoundary;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public AccountsAddCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<AccountView> added =
          api.post(
              "/accounts",
              Map.of(),
              new RegisterAccountRequest(null, number, role, permissionsBoundary),
              AccountView.class);
      if (output.isJson()) {
        context.printJson(added.json());
      } else {
        new AccountPrinter(out()).print(added);
      }
      return ExitCode.DONE;
    }
  }
}
