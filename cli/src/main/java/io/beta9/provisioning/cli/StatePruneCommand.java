package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = "Deletes old versions of states; never the current one.",
    footer = {
      "",
      "Examples:",
      "  provisioner state prune demo --keep 10 --dry-run",
      "  provisioner state prune --all --keep 10 --reason 'monthly'"
    })
final class StatePruneCommand implements Callable<Integer> {
  private static final int ALL = 100_000;

  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "ENV",
      description = "The id or the name of the environment.")
  @Nullable String idOrName;

  @Option(names = "--all", description = "The states of all environments.")
  boolean all;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many versions to keep, the current one among them (default: 10).")
  int keep;

  @Option(names = "--dry-run", description = "Only say what would be deleted.")
  boolean dryRun;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  StatePruneCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (all == (idOrName != null)) {
      throw new ParameterException(spec.commandLine(), "name an environment, or say --all");
    }
    if (keep < 1) {
      throw new ParameterException(
          spec.commandLine(), "--keep must be 1 or more: the current version always stays");
    }
    try (ApiClient api = session.api().because(reason.text)) {
      if (idOrName != null) {
        JsonNode done = prune(api, session.id(api, idOrName));
        print(List.of(done), done);
        return ExitCode.DONE;
      }
      return pruneAll(api);
    }
  }

  private int pruneAll(ApiClient api) {
    List<JsonNode> done = new ArrayList<>();
    int failed = 0;
    for (JsonNode environment : api.environments(Map.of(), ALL)) {
      String id = ApiReply.text(environment, "environment_id");
      try {
        done.add(prune(api, id));
      } catch (CommandException e) {
        // One account out of reach is no reason to leave the others as they are.
        failed++;
        session.terminal().err().println("error: " + id + ": " + e.getMessage());
      }
    }
    ObjectNode list = JsonMapper.shared().createObjectNode();
    list.putArray("items").addAll(done);
    print(done, list);
    return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private JsonNode prune(ApiClient api, String id) {
    ObjectNode order = JsonMapper.shared().createObjectNode();
    order.put("keep", keep).put("dry_run", dryRun);
    return api.post(StateCommand.path(id, "/prune"), order);
  }

  private void print(List<JsonNode> done, JsonNode json) {
    if (output.json()) {
      session.printJson(json);
      return;
    }
    Table table = new Table("ENVIRONMENT", "KEPT", dryRun ? "TO DELETE" : "DELETED", "BYTES");
    for (JsonNode one : done) {
      table.row(
          ApiReply.text(one, "environment_id"),
          Long.toString(ApiReply.number(one, "kept")),
          Long.toString(ApiReply.number(one, "removed")),
          Long.toString(ApiReply.number(one, "bytes")));
    }
    table.print(session.terminal().out());
    if (dryRun) {
      session.terminal().out().println("Nothing was deleted.");
    }
  }
}
