package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    name = "list",
    aliases = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists environments, the newest first.",
    footer = {
      "",
      "Examples:",
      "  provisioner env list --status failed",
      "  provisioner env list --region eu-central-1 -o json"
    })
final class ListCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only those that are queued, provisioning, bootstrapping, ready, failed, destroy_queued,"
              + " destroying or destroyed.")
  @Nullable String status;

  @Option(names = "--region", paramLabel = "REGION", description = "Only those in this region.")
  @Nullable String region;

  @Option(names = "--name", paramLabel = "NAME", description = "Only those of this name.")
  @Nullable String name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  int limit;

  @Mixin OutputOption output = new OutputOption();

  ListCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
    }
    try (ApiClient api = session.api()) {
      List<JsonNode> found = api.environments(filter(), limit);
      if (output.json()) {
        ObjectNode list = JsonMapper.shared().createObjectNode();
        list.putArray("items").addAll(found);
        session.printJson(list);
      } else {
        new EnvironmentPrinter(session.terminal().out()).list(found);
      }
      return ExitCode.DONE;
    }
  }

  private Map<String, String> filter() {
    Map<String, String> filter = new LinkedHashMap<>();
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
