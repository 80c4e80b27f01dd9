package io.beta9.provisioning.cli.audit;

import io.beta9.provisioning.apimodel.AuditView;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.AllTenantsOption;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the audit trail, the newest entry first.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner audit list --since 24h",
      "  ./provisioner audit list --env demo -o json"
    })
public final class AuditListCommand extends BaseCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--env",
      paramLabel = "ENVIRONMENT",
      description = "Only entries about this environment, by id or name.")
  private @Nullable String environment;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "7d",
      description = "Period before now: 30m, 24h, 7d (default: ${DEFAULT-VALUE}).")
  private String since = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Maximum number of entries (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private AllTenantsOption allTenants = new AllTenantsOption();
  @Mixin private OutputOption output = new OutputOption();

  public AuditListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
    }
    try (ApiClient api = context.api()) {
      Map<String, String> query = new LinkedHashMap<>(allTenants.query());
      query.put("since", since);
      if (environment != null) {
        query.put("environment", context.environmentId(api, environment));
      }
      List<ApiReply<AuditView>> entries = api.list("/audit", query, limit, AuditView.class);
      if (output.isJson()) {
        context.printJson(Json.items(entries.stream().map(ApiReply::json).toList()));
      } else if (entries.isEmpty()) {
        out().println("No entries.");
      } else {
        print(entries.stream().map(ApiReply::value).toList());
      }
      return ExitCode.DONE;
    }
  }

  private void print(List<AuditView> entries) {
    Table table = new Table("WHEN", "WHO", "ACTION", "ENVIRONMENT", "OUTCOME", "REASON", "DETAIL");
    for (AuditView entry : entries) {
      table.row(
          TimestampFormat.iso(entry.at()),
          entry.actor(),
          entry.action(),
          entry.environmentId(),
          entry.outcome(),
          entry.reason(),
          entry.detail());
    }
    table.print(out());
  }
}
