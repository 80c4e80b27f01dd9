package io.beta9.provisioning.cli.state;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.state.StateVersionView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code state versions}. */
@Command(
    name = "versions",
    description = "Lists the versions of an environment's state, the newest first.",
    footer = {"", "Example:", "  ./provisioner state versions demo"})
public final class StateVersionsCommand extends BaseCommand {
  private static final int ALL = 100_000;

  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private OutputOption output = new OutputOption();

  public StateVersionsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      List<ApiReply<StateVersionView>> versions =
          api.list(StateCommand.path(id, "/versions"), Map.of(), ALL, StateVersionView.class);
      if (output.isJson()) {
        context.printJson(Json.items(versions.stream().map(ApiReply::json).toList()));
      } else if (versions.isEmpty()) {
        out().println("There is no state yet.");
      } else {
        Table table = new Table("VERSION", "WRITTEN", "BYTES", "");
        for (ApiReply<StateVersionView> reply : versions) {
          StateVersionView version = reply.value();
          table.row(
              version.id(),
              TimestampFormat.iso(version.writtenAt()),
              Long.toString(version.bytes()),
              version.current() ? "current" : "");
        }
        table.print(out());
      }
      return ExitCode.DONE;
    }
  }
}
