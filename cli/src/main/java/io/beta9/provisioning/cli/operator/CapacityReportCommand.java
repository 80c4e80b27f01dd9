package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.CapacityReport;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report capacity}. */
@Command(
    name = "capacity",
    description = "Shows operations, waiting times and load by week, with recommendations.",
    footer = {"", "Example:", "  ./provisioner report capacity --since 28d"})
public final class CapacityReportCommand extends InstallationCommand {
  private static final int DATE_LENGTH = "2026-01-02".length();

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "7d",
      description = "Period before now: 7d, 28d (default: ${DEFAULT-VALUE}).")
  private String since = "";

  @Mixin private OutputOption output = new OutputOption();

  public CapacityReportCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<CapacityReport> report =
          api.get("/reports/capacity", Map.of("since", since), CapacityReport.class);
      if (output.isJson()) {
        context.printJson(report.json());
      } else {
        print(report.value(), out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(CapacityReport report, PrintStream out) {
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
    for (CapacityReport.Week week : report.weeks()) {
      weeks.row(
          week.from().toString().substring(0, DATE_LENGTH),
          Long.toString(week.succeeded()),
          Long.toString(week.failed()),
          String.format(Locale.ROOT, "%.0f %%", week.successRate() * 100),
          seconds(week.averageSecondsToReady()),
          seconds(week.p95SecondsToReady()),
          seconds(week.p95WaitSeconds()),
          Long.toString(week.highestBacklog()),
          String.format(Locale.ROOT, "%.1f", week.requestsPerMinute()));
    }
    weeks.print(out);
    out.println();
    out.println("Database   " + (report.databaseBytes() >> 20) + " MB");
    report.recommendations().forEach(recommendation -> out.println("→ " + recommendation));
  }

  private static String seconds(double seconds) {
    return DurationFormat.format(Duration.ofMillis((long) (seconds * 1000)));
  }
}
