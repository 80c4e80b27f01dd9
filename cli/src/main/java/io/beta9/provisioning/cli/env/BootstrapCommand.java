package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code env bootstrap}. */
@Command(
    name = "bootstrap",
    description = "Installs Beta9 again, without running Terraform.",
    footer = {"", "Example:", "  ./provisioner env bootstrap demo --watch"})
public final class BootstrapCommand extends OperationCommand {
  public BootstrapCommand(CommandContext context) {
    super(context, "is queued for bootstrapping");
  }

  @Override
  ApiReply<EnvironmentView> request(ApiClient api, String id) {
    return api.post(
        ApiClient.environmentPath(id, "/bootstrap"), Map.of(), null, EnvironmentView.class);
  }
}
