package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description = {
      "Makes an older version of the state the current one again.",
      "Its content is written anew with the next serial; nothing is lost, and the account itself is"
          + " not touched. Refused (exit code 4) while an operation is under way or the state is"
          + " locked."
    },
    footer = {
      "",
      "Examples:",
      "  provisioner state rollback demo --to 3HL4kqtJlcpXroDTDm --dry-run",
      "  provisioner state rollback demo --to 3HL4kqtJlcpXroDTDm --confirm demo --reason 'bad rm'"
    })
final class StateRollbackCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "VERSION",
      description = "The version, as 'state versions' lists them.")
  String to = "";

  @Option(names = "--dry-run", description = "Only say what would be written.")
  boolean dryRun;

  @Option(names = "--confirm", paramLabel = "NAME", description = "The environment's name.")
  @Nullable String confirm;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  StateRollbackCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      PrintStream told = output.json() ? session.terminal().err() : session.terminal().out();
      JsonNode plan = api.post(StateCommand.path(id, "/rollback"), order(true));
      print(plan, told);
      if (dryRun) {
        return printed(plan);
      }
      if (confirm == null || reason.isMissing()) {
        throw new ParameterException(
            spec.commandLine(), "nothing was done; to do it, add --confirm NAME and --reason TEXT");
      }
      JsonNode done = api.post(StateCommand.path(id, "/rollback"), order(false));
      told.println("Done: serial " + ApiReply.number(done, "new_serial") + " is the current one.");
      return printed(done);
    }
  }

  private int printed(JsonNode answer) {
    if (output.json()) {
      session.printJson(answer);
    }
    return ExitCode.DONE;
  }

  private ObjectNode order(boolean dry) {
    ObjectNode order = JsonMapper.shared().createObjectNode();
    return order.put("to", to).put("dry_run", dry).put("confirm", confirm);
  }

  private static void print(JsonNode plan, PrintStream out) {
    out.println(
        "The content of serial "
            + ApiReply.number(plan, "content_of_serial")
            + " is written again as serial "
            + ApiReply.number(plan, "new_serial")
            + "; the current one is serial "
            + ApiReply.number(plan, "from_serial")
            + ".");
    for (JsonNode address : plan.path("forgotten")) {
      out.println("  - " + address.asString() + "  Terraform will not know it any more");
    }
    for (JsonNode address : plan.path("remembered")) {
      out.println("  + " + address.asString() + "  Terraform will take it for there");
    }
  }
}
