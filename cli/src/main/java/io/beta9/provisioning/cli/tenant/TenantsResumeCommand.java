package io.beta9.provisioning.cli.tenant;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.tenant.TenantView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tenants resume}. */
@Command(
    name = "resume",
    description = "Resumes a suspended tenant.",
    footer = {"", "Example:", "  ./provisioner tenants resume acme --reason 'see ticket 4711'"})
public final class TenantsResumeCommand extends InstallationCommand {
  @Parameters(paramLabel = "TENANT", description = "Name of the tenant.")
  private String tenant = "";

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public TenantsResumeCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<TenantView> reply =
          api.post(
              "/tenants/" + ApiClient.encode(tenant) + "/resume", Map.of(), null, TenantView.class);
      TenantPrinter.print(context, output, reply);
      return ExitCode.DONE;
    }
  }
}
