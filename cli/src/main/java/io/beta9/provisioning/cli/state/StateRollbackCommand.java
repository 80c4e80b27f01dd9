package io.beta9.provisioning.cli.state;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.state.StateRollbackRequest;
import io.beta9.provisioning.apimodel.state.StateRollbackResult;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code state rollback}. */
@Command(
    name = "rollback",
    description = {
      "Makes an older version of the state the current one.",
      "Its content is written again with the next serial, and no version is lost. The account"
          + " itself is not changed. Refused (exit code 4) while an operation is in progress or the"
          + " state is locked."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner state rollback demo --to 3HL4kqtJlcpXroDTDm --dry-run",
      "  ./provisioner state rollback demo --to 3HL4kqtJlcpXroDTDm --confirm demo"
          + " --reason 'bad rm'"
    })
public final class StateRollbackCommand extends BaseCommand {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "VERSION",
      description = "The version, as listed by 'state versions'.")
  private String to = "";

  @Option(names = "--dry-run", description = "Only show what would be written.")
  private boolean dryRun;

  @Option(names = "--confirm", paramLabel = "NAME", description = "Name or id of the environment.")
  private @Nullable String confirm;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public StateRollbackCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      PrintStream text = output.isJson() ? context.terminal().err() : out();
      ApiReply<StateRollbackResult> plan = request(api, id, true);
      print(plan.value(), text);
      if (dryRun) {
        return printJson(plan);
      }
      if (confirm == null || reason.isMissing()) {
        throw new ParameterException(
            spec.commandLine(),
            "nothing was changed; to roll back, add --confirm NAME and --reason TEXT");
      }
      ApiReply<StateRollbackResult> done = request(api, id, false);
      text.println("Done: serial " + done.value().newSerial() + " is the current one.");
      return printJson(done);
    }
  }

  private ApiReply<StateRollbackResult> request(ApiClient api, String id, boolean dry) {
    return api.post(
        StateCommand.path(id, "/rollback"),
        Map.of(),
        new StateRollbackRequest(to, dry, confirm, null),
        StateRollbackResult.class);
  }

  private int printJson(ApiReply<StateRollbackResult> reply) {
    if (output.isJson()) {
      context.printJson(reply.json());
    }
    return ExitCode.DONE;
  }

  private static void print(StateRollbackResult plan, PrintStream out) {
    out.println(
        "The content of serial "
            + plan.contentOfSerial()
            + " is written again as serial "
            + plan.newSerial()
            + "; the current serial is "
            + plan.fromSerial()
            + ".");
    plan.removed().forEach(address -> out.println("  - " + address + "  removed from the state"));
    plan.added().forEach(address -> out.println("  + " + address + "  added to the state"));
  }
}
