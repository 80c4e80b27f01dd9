package io.beta9.provisioning.cli.tenant;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.tenant.TenantView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tenants delete}. */
@Command(
    name = "delete",
    description =
        "Deletes a tenant whose environments are all destroyed, and erases its data; the audit"
            + " trail remains.",
    footer = {
      "",
      "Example:",
      "  ./provisioner tenants delete acme --confirm acme --reason 'contract ended'"
    })
public final class TenantsDeleteCommand extends InstallationCommand {
  @Parameters(paramLabel = "TENANT", description = "Name of the tenant.")
  private String tenant = "";

  @Option(
      names = "--confirm",
      paramLabel = "TENANT",
      description = "Name of the tenant, as confirmation.")
  private @Nullable String confirmed;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public TenantsDeleteCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (!tenant.equals(confirmed)) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "deleting a tenant requires confirmation: pass its name with --confirm " + tenant);
    }
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<TenantView> reply =
          api.delete("/tenants/" + ApiClient.encode(tenant), TenantView.class);
      if (output.isJson()) {
        context.printJson(reply.json());
      } else {
        out().println("Deleted " + reply.value().tenant() + " and erased its data.");
      }
      return ExitCode.DONE;
    }
  }
}
