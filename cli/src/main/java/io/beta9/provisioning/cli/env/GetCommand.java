package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.progress.EnvironmentPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env get}. */
@Command(
    name = "get",
    description = "Shows an environment: status, progress, machines, outputs and errors.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner env get demo",
      "  ./provisioner env get env_4f1a2b3c4d5e -o json"
    })
public final class GetCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private OutputOption output = new OutputOption();

  public GetCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<EnvironmentView> found = api.environment(context.environmentId(api, environment));
      if (output.isJson()) {
        context.printJson(found.json());
      } else {
        new EnvironmentPrinter(out()).details(found.value());
      }
      return ExitCode.DONE;
    }
  }
}
