package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import io.beta9.provisioning.cli.progress.EnvironmentPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env create}. */
@Command(
    name = "create",
    description = "Creates an environment from a meta-config.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner env create -f examples/small.yaml --watch",
      "  ./provisioner env create -f - -o json < my.yaml"
    })
public final class CreateCommand extends BaseCommand {
  @Mixin private MetaConfigFile metaConfig = new MetaConfigFile();
  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public CreateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    byte[] body = metaConfig.read(context.terminal());
    try (ApiClient api = context.api().withReason(reason.text())) {
      ApiReply<EnvironmentView> created = api.create(body, metaConfig.contentType());
      String id = created.value().environmentId();
      if (watch.isSet()) {
        new EnvironmentPrinter(context.terminal().err()).reachability(created.value());
        return context.watch(api, id, 0, output, KnownStatuses.READY);
      }
      if (output.isJson()) {
        context.printJson(created.json());
      } else {
        out().println(id + " is queued.");
        new EnvironmentPrinter(out()).reachability(created.value());
        OperationRequest.printHowToFollow(context, id);
      }
      return ExitCode.DONE;
    }
  }
}
