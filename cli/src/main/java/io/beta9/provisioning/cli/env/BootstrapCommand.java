package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env bootstrap}. */
@Command(
    name = "bootstrap",
    description = "Installs Beta9 again, without running Terraform.",
    footer = {"", "Example:", "  ./provisioner env bootstrap demo --watch"})
public final class BootstrapCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public BootstrapCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      return new OperationRequest(context, api, watch, output)
          .send(
              id,
              () ->
                  api.post(
                      ApiClient.environmentPath(id, "/bootstrap"),
                      Map.of(),
                      null,
                      EnvironmentView.class),
              queued -> KnownStatuses.READY,
              "is queued for bootstrapping");
    }
  }
}
