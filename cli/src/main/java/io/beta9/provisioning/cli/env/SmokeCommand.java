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
import picocli.CommandLine.Option;

/** {@code env smoke}. */
@Command(
    name = "smoke",
    description = "Runs a sandbox in Beta9 and reports why it does not work, if it does not.",
    footer = {"", "Example:", "  ./provisioner env smoke demo --watch"})
public final class SmokeCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--gpu",
      description = "Also runs a container with a GPU, for which a node may have to be started.")
  private boolean gpu;

  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public SmokeCommand(CommandContext context) {
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
                      ApiClient.environmentPath(id, "/smoke?gpu=" + gpu),
                      Map.of(),
                      null,
                      EnvironmentView.class),
              queued -> KnownStatuses.READY,
              "is queued for a smoke test");
    }
  }
}
