package io.beta9.provisioning.cli.state;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.state.PendingStateDropRequest;
import io.beta9.provisioning.apimodel.state.PendingStateView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code state kept}. */
@Command(
    name = "kept",
    description = {
      "Shows the state that Terraform could not write and that the next operation will push.",
      "If the push is refused because the bucket has a newer state, --drop discards it."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner state kept demo",
      "  ./provisioner state kept demo --drop --confirm demo --reason 'pushed manually'"
    })
public final class StateKeptCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--drop", description = "Discard it.")
  private boolean drop;

  @Option(names = "--confirm", paramLabel = "NAME", description = "Name or id of the environment.")
  private @Nullable String confirm;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public StateKeptCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      ApiReply<PendingStateView> reply =
          drop
              ? api.post(
                  StateCommand.path(id, "/kept/drop"),
                  Map.of(),
                  new PendingStateDropRequest(confirm, null),
                  PendingStateView.class)
              : api.get(StateCommand.path(id, "/kept"), Map.of(), PendingStateView.class);
      PendingStateView pending = reply.value();
      if (output.isJson()) {
        context.printJson(reply.json());
      } else if (!pending.waiting()) {
        out().println("There is no pending state.");
      } else {
        out()
            .println(
                "Serial "
                    + pending.serial()
                    + " of lineage "
                    + pending.lineage()
                    + (drop ? " was discarded." : " is pending; the next operation pushes it."));
      }
      return ExitCode.DONE;
    }
  }
}
