package io.beta9.provisioning.cli.state;

import com.google.gson.JsonElement;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.state.StatePruneRequest;
import io.beta9.provisioning.apimodel.state.StatePruneResult;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.AllTenantsOption;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code state prune}. */
@Command(
    name = "prune",
    description = "Deletes old versions of states, never the current one.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner state prune demo --keep 10 --dry-run",
      "  ./provisioner state prune --all --keep 10 --reason 'monthly'",
      "  ./provisioner state prune --all --all-tenants --keep 10 --reason 'monthly'"
    })
public final class StatePruneCommand extends BaseCommand {
  private static final int ALL_ENVIRONMENTS = 100_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "ENVIRONMENT",
      description = "Id or name of the environment.")
  private @Nullable String idOrName;

  @Option(
      names = "--all",
      description = "The states of all environments of the tenant, or of --all-tenants.")
  private boolean all;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Number of versions to keep, including the current one (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(names = "--dry-run", description = "Only show what would be deleted.")
  private boolean dryRun;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private AllTenantsOption allTenants = new AllTenantsOption();
  @Mixin private OutputOption output = new OutputOption();

  public StatePruneCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (all == (idOrName != null)) {
      throw new ParameterException(spec.commandLine(), "specify either an environment or --all");
    }
    if (allTenants.isGiven() && !all) {
      throw new ParameterException(spec.commandLine(), "--all-tenants requires --all");
    }
    if (keep < 1) {
      throw new ParameterException(
          spec.commandLine(), "--keep must be 1 or more: the current version is never deleted");
    }
    try (ApiClient api = context.api().withReason(reason.text())) {
      if (idOrName == null) {
        return pruneAll(api);
      }
      ApiReply<StatePruneResult> result = prune(api, context.environmentId(api, idOrName));
      print(List.of(result), result.json());
      return ExitCode.DONE;
    }
  }

  private int pruneAll(ApiClient api) {
    List<ApiReply<StatePruneResult>> results = new ArrayList<>();
    int failed = 0;
    for (ApiReply<EnvironmentSummary> environment :
        api.environments(allTenants.query(), ALL_ENVIRONMENTS)) {
      String id = environment.value().environmentId();
      try {
        results.add(prune(api, id));
      } catch (CommandException e) {
        // An account that is not reachable must not prevent the others from being pruned.
        failed++;
        context.terminal().err().println("error: " + id + ": " + e.getMessage());
      }
    }
    print(results, Json.items(results.stream().map(ApiReply::json).toList()));
    return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ApiReply<StatePruneResult> prune(ApiClient api, String id) {
    return api.post(
        StateCommand.path(id, "/prune"),
        Map.of(),
        new StatePruneRequest(keep, dryRun, null),
        StatePruneResult.class);
  }

  private void print(List<ApiReply<StatePruneResult>> results, JsonElement json) {
    if (output.isJson()) {
      context.printJson(json);
      return;
    }
    Table table = new Table("ENVIRONMENT", "KEPT", dryRun ? "TO DELETE" : "DELETED", "BYTES");
    for (ApiReply<StatePruneResult> reply : results) {
      StatePruneResult result = reply.value();
      table.row(
          result.environmentId(),
          Integer.toString(result.kept()),
          Integer.toString(result.removed()),
          Long.toString(result.bytes()));
    }
    table.print(out());
    if (dryRun) {
      out().println("Nothing was deleted.");
    }
  }
}
