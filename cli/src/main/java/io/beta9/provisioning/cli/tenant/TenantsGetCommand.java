package io.beta9.provisioning.cli.tenant;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.tenant.TenantView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tenants get}. */
@Command(
    name = "get",
    description = "Shows a tenant.",
    footer = {"", "Example:", "  ./provisioner tenants get acme"})
public final class TenantsGetCommand extends InstallationCommand {
  @Parameters(paramLabel = "TENANT", description = "Name of the tenant.")
  private String tenant = "";

  @Mixin private OutputOption output = new OutputOption();

  public TenantsGetCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<TenantView> reply =
          api.get("/tenants/" + ApiClient.encode(tenant), Map.of(), TenantView.class);
      TenantPrinter.print(context, output, reply);
      return ExitCode.DONE;
    }
  }
}
