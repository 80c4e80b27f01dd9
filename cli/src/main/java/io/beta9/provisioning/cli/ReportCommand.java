package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Tells how the installation as a whole is doing.",
    footer = {
      "",
      "Examples:",
      "  provisioner report failures --since 1h",
      "  provisioner report health",
      "  provisioner report capacity --since 28d -o json"
    })
final class ReportCommand implements Runnable {
  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  ReportCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which report?");
  }

  @Command(
      name = "failures",
      mixinStandardHelpOptions = true,
      description = "Groups what failed, and says when one cause explains most of it.")
  int failures(
      @Option(
              names = "--since",
              paramLabel = "SPAN",
              defaultValue = "1h",
              description = "How far back: 30m, 1h, 7d (default: ${DEFAULT-VALUE}).")
          String since,
      @Mixin OutputOption output) {
    return show("/reports/failures", Map.of("since", since), output, ReportCommand::failures);
  }

  @Command(
      name = "health",
      mixinStandardHelpOptions = true,
      description = "Shows the API's latency, its connection pool and the database's slow queries.")
  int health(@Mixin OutputOption output) {
    return show("/reports/health", Map.of(), output, ReportCommand::health);
  }

  @Command(
      name = "capacity",
      mixinStandardHelpOptions = true,
      description = "Shows how it went week by week, and what follows from that.")
  int capacity(
      @Option(
              names = "--since",
              paramLabel = "SPAN",
              defaultValue = "7d",
              description = "How far back: 7d, 28d (default: ${DEFAULT-VALUE}).")
          String since,
      @Mixin OutputOption output) {
    return show("/reports/capacity", Map.of("since", since), output, ReportCommand::capacity);
  }

  private int show(
      String path,
      Map<String, String> query,
      OutputOption output,
      BiConsumer<JsonNode, PrintStream> table) {
    try (ApiClient api = session.api()) {
      JsonNode report = api.get(path, query);
      if (output.json()) {
        session.printJson(report);
      } else {
        table.accept(report, session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }

  private static void failures(JsonNode report, PrintStream out) {
    out.println(
        ApiReply.number(report, "failed")
            + " operations failed and "
            + ApiReply.number(report, "succeeded")
            + " succeeded since "
            + ApiReply.text(report, "since")
            + ".");
    RegionsCommand.printHeldBack(report.path("regions"), out);
    if (report.path("groups").isEmpty()) {
      return;
    }
    out.println();
    Table table = new Table("COUNT", "CLASS", "CODE", "REGION", "BETA9", "FIRST SEEN", "LAST SEEN");
    for (JsonNode group : report.path("groups")) {
      table.row(
          Long.toString(ApiReply.number(group, "count")),
          ApiReply.text(group, "class"),
          ApiReply.text(group, "code"),
          ApiReply.text(group, "region"),
          ApiReply.text(group, "beta9_version"),
          ApiReply.text(group, "first_seen"),
          ApiReply.text(group, "last_seen"));
    }
    table.print(out);
    out.println();
    JsonNode first = report.path("groups").path(0);
    out.println("The commonest, as it was told: " + ApiReply.text(first, "example"));
    String cause = ApiReply.text(report, "one_cause");
    if (!cause.isEmpty()) {
      out.println("→ " + cause);
    }
  }

  private static void health(JsonNode report, PrintStream out) {
    JsonNode pool = report.path("pool");
    out.printf(
        "Pool       %d of %d connections in use, %d idle, %d requests wait%n",
        ApiReply.number(pool, "active"),
        ApiReply.number(pool, "size"),
        ApiReply.number(pool, "idle"),
        ApiReply.number(pool, "waiting"));
    out.printf(
        "Database   %d of %d connections%n%n",
        ApiReply.number(report, "database_connections"),
        ApiReply.number(report, "database_max_connections"));
    if (report.path("replica").isObject()) {
      out.printf(
          "Replica    %s%s%n%n",
          ApiReply.text(report, "replica", "state"),
          report.path("replica").path("lag_seconds").isNumber()
              ? ", at most " + report.path("replica").path("lag_seconds").asDouble() + " s behind"
              : "");
    }
    Table routes = new Table("ROUTE", "COUNT", "P50 ≤", "P95 ≤", "P99 ≤");
    for (JsonNode route : report.path("routes")) {
      routes.row(
          ApiReply.text(route, "method") + " " + ApiReply.text(route, "route"),
          Long.toString(ApiReply.number(route, "count")),
          millis(route, "p50_ms"),
          millis(route, "p95_ms"),
          millis(route, "p99_ms"));
    }
    routes.print(out);
    out.println();
    for (JsonNode query : report.path("slow_queries")) {
      out.println(millis(query, "mean_ms") + "  " + ApiReply.text(query, "query"));
    }
    if (report.path("findings").isEmpty()) {
      out.println("All is well.");
    }
    report.path("findings").forEach(finding -> out.println("→ " + finding.asString()));
  }

  private static void capacity(JsonNode report, PrintStream out) {
    Table weeks =
        new Table(
            "WEEK OF",
            "DONE",
            "FAILED",
            "SUCCESS",
            "READY AVG",
            "READY P95",
            "WAIT P95",
            "BACKLOG",
            "REQ/MIN");
    for (JsonNode week : report.path("weeks")) {
      String from = ApiReply.text(week, "from");
      weeks.row(
          from.length() < 10 ? from : from.substring(0, 10),
          Long.toString(ApiReply.number(week, "succeeded")),
          Long.toString(ApiReply.number(week, "failed")),
          String.format(Locale.ROOT, "%.0f %%", week.path("success_rate").asDouble() * 100),
          seconds(week, "average_seconds_to_ready"),
          seconds(week, "p95_seconds_to_ready"),
          seconds(week, "p95_wait_seconds"),
          Long.toString(ApiReply.number(week, "highest_backlog")),
          String.format(Locale.ROOT, "%.1f", week.path("requests_per_minute").asDouble()));
    }
    weeks.print(out);
    out.println();
    out.println("Database   " + (ApiReply.number(report, "database_bytes") >> 20) + " MB");
    report.path("recommendations").forEach(advice -> out.println("→ " + advice.asString()));
  }

  private static String millis(JsonNode node, String field) {
    return String.format(Locale.ROOT, "%.0f ms", node.path(field).asDouble());
  }

  private static String seconds(JsonNode node, String field) {
    return Durations.words(Duration.ofMillis((long) (node.path(field).asDouble() * 1000)));
  }
}
