package io.beta9.provisioning.cli.tenant;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.tenant.TenantView;
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

/** {@code tenants list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the tenants with their states and the number of their environments.",
    footer = {"", "Example:", "  ./provisioner tenants list"})
public final class TenantsListCommand extends InstallationCommand {
  private static final int ALL = 100_000;

  @Mixin private OutputOption output = new OutputOption();

  public TenantsListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      List<ApiReply<TenantView>> tenants = api.list("/tenants", Map.of(), ALL, TenantView.class);
      if (output.isJson()) {
        context.printJson(Json.items(tenants.stream().map(ApiReply::json).toList()));
      } else {
        TenantPrinter.table(context, tenants.stream().map(ApiReply::value).toList());
      }
      return ExitCode.DONE;
    }
  }
}
