package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.account.SharedAccountView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code accounts shared}. */
@Command(
    name = "shared",
    description =
        "Lists the accounts that several tenants use or may use; only for owners of the service.",
    footer = {"", "Example:", "  ./provisioner accounts shared"})
public final class AccountsSharedCommand extends InstallationCommand {
  private static final int ALL = 100_000;

  @Mixin private OutputOption output = new OutputOption();

  public AccountsSharedCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      List<ApiReply<SharedAccountView>> uses =
          api.list("/shared-accounts", Map.of(), ALL, SharedAccountView.class);
      if (output.isJson()) {
        context.printJson(Json.items(uses.stream().map(ApiReply::json).toList()));
      } else {
        SharedAccountTable.print(uses.stream().map(ApiReply::value).toList(), out());
      }
      return ExitCode.DONE;
    }
  }
}
