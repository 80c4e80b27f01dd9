package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.HealthReport;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code report health}. */
@Command(
    name = "health",
    description = "Shows the API's latency, its connection pool and the database's slow queries.",
    footer = {"", "Example:", "  ./provisioner report health"})
public final class HealthReportCommand extends InstallationCommand {
  @Mixin private OutputOption output = new OutputOption();

  public HealthReportCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<HealthReport> report = api.get("/reports/health", Map.of(), HealthReport.class);
      if (output.isJson()) {
        context.printJson(report.json());
      } else {
        print(report.value(), out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(HealthReport report, PrintStream out) {
    HealthReport.Pool pool = report.pool();
    out.printf(
        "Pool       %d of %d connections in use, %d idle, %d requests waiting%n",
        pool.active(), pool.size(), pool.idle(), pool.waiting());
    out.printf(
        "Database   %d of %d connections%n%n",
        report.databaseConnections(), report.databaseMaxConnections());
    HealthReport.ReplicaLine replica = report.replica();
    if (replica != null) {
      Double lag = replica.lagSeconds();
      out.printf(
          "Replica    %s%s%n%n", replica.state(), lag == null ? "" : ", lag at most " + lag + " s");
    }
    Table routes = new Table("ROUTE", "COUNT", "P50 ≤", "P95 ≤", "P99 ≤");
    for (HealthReport.Route route : report.routes()) {
      routes.row(
          route.method() + " " + route.route(),
          Long.toString(route.count()),
          millis(route.p50Ms()),
          millis(route.p95Ms()),
          millis(route.p99Ms()));
    }
    routes.print(out);
    out.println();
    report
        .slowQueries()
        .forEach(query -> out.println(millis(query.meanMs()) + "  " + query.query()));
    if (report.findings().isEmpty()) {
      out.println("No problems found.");
    }
    report.findings().forEach(finding -> out.println("→ " + finding));
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, "%.0f ms", millis);
  }
}
