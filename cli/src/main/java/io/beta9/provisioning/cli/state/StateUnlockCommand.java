package io.beta9.provisioning.cli.state;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.state.StateUnlockRequest;
import io.beta9.provisioning.apimodel.state.StateUnlockResult;
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

/** {@code state unlock}. */
@Command(
    name = "unlock",
    description = {
      "Removes the lock of a terminated process from the lock file and the lock table.",
      "Refused (exit code 4) while the holder is or may be running. A lock with an unknown holder"
          + " requires --force and --confirm."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner state unlock demo --dry-run",
      "  ./provisioner state unlock demo --reason 'its machine was terminated'",
      "  ./provisioner state unlock demo --force --confirm demo --reason 'process of ann crashed'"
    })
public final class StateUnlockCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--dry-run", description = "Only show what would be removed.")
  private boolean dryRun;

  @Option(names = "--force", description = "Also remove a lock whose holder is unknown.")
  private boolean force;

  @Option(names = "--confirm", paramLabel = "NAME", description = "Name or id of the environment.")
  private @Nullable String confirm;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public StateUnlockCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      ApiReply<StateUnlockResult> result =
          api.post(
              StateCommand.path(id, "/unlock"),
              Map.of(),
              new StateUnlockRequest(dryRun, force, confirm, null),
              StateUnlockResult.class);
      if (output.isJson()) {
        context.printJson(result.json());
      } else if (result.value().removed().isEmpty()) {
        out().println("The state is not locked; nothing was changed.");
      } else {
        out().println(dryRun ? "Would be removed:" : "Removed:");
        StateLockCommand.print(result.value().removed(), out());
      }
      return ExitCode.DONE;
    }
  }
}
