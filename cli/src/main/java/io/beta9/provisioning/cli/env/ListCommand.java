package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.AllTenantsOption;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.progress.EnvironmentPrinter;
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

/** {@code env list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists environments, the newest first.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner env list --status failed",
      "  ./provisioner env list --region eu-central-1 -o json",
      "  ./provisioner env list --all-tenants --status failed"
    })
public final class ListCommand extends BaseCommand {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only environments in this status: queued, provisioning, bootstrapping, ready, failed,"
              + " destroy_queued, destroying or destroyed.")
  private @Nullable String status;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Only environments in this region.")
  private @Nullable String region;

  @Option(names = "--name", paramLabel = "NAME", description = "Only environments of this name.")
  private @Nullable String name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "Maximum number of environments (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private AllTenantsOption allTenants = new AllTenantsOption();
  @Mixin private OutputOption output = new OutputOption();

  public ListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
    }
    try (ApiClient api = context.api()) {
      List<ApiReply<EnvironmentSummary>> found = api.environments(filter(), limit);
      if (output.isJson()) {
        context.printJson(Json.items(found.stream().map(ApiReply::json).toList()));
      } else {
        new EnvironmentPrinter(out())
            .list(found.stream().map(ApiReply::value).toList(), allTenants.isGiven());
      }
      return ExitCode.DONE;
    }
  }

  private Map<String, String> filter() {
    Map<String, String> filter = new LinkedHashMap<>(allTenants.query());
    put(filter, "status", status);
    put(filter, "region", region);
    put(filter, "name", name);
    return filter;
  }

  private static void put(Map<String, String> filter, String key, @Nullable String value) {
    if (value != null) {
      filter.put(key, value);
    }
  }
}
