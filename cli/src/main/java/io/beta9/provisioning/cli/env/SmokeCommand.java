package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code env smoke}. */
@Command(
    name = "smoke",
    description = "Runs a sandbox in Beta9 and reports why it does not work, if it does not.",
    footer = {"", "Example:", "  ./provisioner env smoke demo --watch"})
public final class SmokeCommand extends OperationCommand {
  @Option(
      names = "--gpu",
      description = "Also runs a container with a GPU, for which a node may have to be started.")
  private boolean gpu;

  public SmokeCommand(CommandContext context) {
    super(context, "is queued for a smoke test");
  }

  @Override
  ApiReply<EnvironmentView> request(ApiClient api, String id) {
    return api.post(
        ApiClient.environmentPath(id, "/smoke?gpu=" + gpu), Map.of(), null, EnvironmentView.class);
  }
}
