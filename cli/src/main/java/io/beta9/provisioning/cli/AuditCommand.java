package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.util.ArrayList;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Shows who did what, when, why, and what came of it.",
    footer = {"", "Example:", "  provisioner audit list --env demo --since 7d"})
final class AuditCommand implements Runnable {
  private static final int PAGE = 200;

  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  AuditCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about the audit trail?");
  }

  @Command(
      name = "list",
      aliases = "ls",
      mixinStandardHelpOptions = true,
      description = "Lists what was done, the newest first.",
      footer = {
        "",
        "Examples:",
        "  provisioner audit list --since 24h",
        "  provisioner audit list --env demo -o json"
      })
  int list(
      @Option(
              names = "--env",
              paramLabel = "ENV",
              description = "Only what was done to this environment, by id or name.")
          @Nullable String environment,
      @Option(
              names = "--since",
              paramLabel = "SPAN",
              defaultValue = "7d",
              description = "For example 30m, 24h, 7d (default: 7d).")
          String since,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "At most so many (default: 100).")
          int limit,
      @Mixin OutputOption output) {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more");
    }
    try (ApiClient api = session.api()) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("since", since);
      if (environment != null) {
        query.put("environment", session.id(api, environment));
      }
      List<JsonNode> lines = read(api, query, limit);
      if (output.json()) {
        ObjectNode list = JsonMapper.shared().createObjectNode();
        list.putArray("items").addAll(lines);
        session.printJson(list);
      } else {
        print(lines);
      }
      return ExitCode.DONE;
    }
  }

  private static List<JsonNode> read(ApiClient api, Map<String, String> query, int limit) {
    List<JsonNode> lines = new ArrayList<>();
    String cursor;
    do {
      query.put("limit", Integer.toString(Math.min(PAGE, limit - lines.size())));
      JsonNode page = api.get("/audit", query);
      page.path("items").forEach(lines::add);
      cursor = ApiReply.text(page, "next_cursor");
      query.put("cursor", cursor);
    } while (!cursor.isEmpty() && lines.size() < limit);
    return lines;
  }

  private void print(List<JsonNode> lines) {
    if (lines.isEmpty()) {
      session.terminal().out().println("Nothing was done.");
      return;
    }
    Table table =
        new Table("WHEN", "WHO", "WHAT", "ENVIRONMENT", "OUTCOME", "WHY", "WHAT CAME OF IT");
    for (JsonNode line : lines) {
      table.row(
          ApiReply.text(line, "at").replaceFirst("\\..*", "Z"),
          ApiReply.text(line, "actor"),
          ApiReply.text(line, "action"),
          ApiReply.text(line, "environment_id"),
          ApiReply.text(line, "outcome"),
          ApiReply.text(line, "reason"),
          ApiReply.text(line, "detail"));
    }
    table.print(session.terminal().out());
  }
}
