package io.beta9.provisioning.cli.repair;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that repairs an environment with one request, which can be a dry run. */
abstract class RepairCommand<T> extends BaseCommand {
  private final String subresource;
  private final Class<T> resultType;

  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--dry-run", description = "Only show what would be done.")
  private boolean dryRun;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  /**
   * @param subresource the path below that of the environment
   */
  RepairCommand(CommandContext context, String subresource, Class<T> resultType) {
    super(context);
    this.subresource = subresource;
    this.resultType = resultType;
  }

  @Override
  public final Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      ApiReply<T> reply =
          api.post(
              "/environments/" + ApiClient.encode(id) + "/" + subresource,
              Map.of("dry_run", Boolean.toString(dryRun)),
              null,
              resultType);
      if (output.isJson()) {
        context.printJson(reply.json());
      } else {
        print(reply.value());
      }
      return ExitCode.DONE;
    }
  }

  /** Prints what was done, or what would be in a dry run. */
  abstract void print(T result);

  final boolean isDryRun() {
    return dryRun;
  }

  /** Returns the environment as the user has named it. */
  final String environmentName() {
    return environment.idOrName();
  }
}
