package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import io.beta9.provisioning.format.ShortList;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report failures}. */
@Command(
    name = "failures",
    description = "Groups failed operations and points out a common cause.",
    footer = {"", "Example:", "  ./provisioner report failures --since 1h"})
public final class FailureReportCommand extends InstallationCommand {
  private static final int MAX_NAMED = 5;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description = "Period before now: 30m, 1h, 7d (default: ${DEFAULT-VALUE}).")
  private String since = "";

  @Mixin private OutputOption output = new OutputOption();

  public FailureReportCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<FailureReport> report =
          api.get("/reports/failures", Map.of("since", since), FailureReport.class);
      if (output.isJson()) {
        context.printJson(report.json());
      } else {
        print(report.value(), out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(FailureReport report, PrintStream out) {
    out.println(
        report.failed()
            + " operations failed and "
            + report.succeeded()
            + " succeeded since "
            + TimestampFormat.iso(report.since())
            + ".");
    RegionsListCommand.printOpen(report.regions(), out);
    if (report.groups().isEmpty()) {
      return;
    }
    out.println();
    Table table =
        new Table(
            "COUNT", "CLASS", "CODE", "REGION", "BETA9", "FIRST SEEN", "LAST SEEN", "ENVIRONMENTS");
    for (FailureReport.Group group : report.groups()) {
      table.row(
          Long.toString(group.count()),
          group.failureClass(),
          group.code(),
          group.region(),
          group.beta9Version(),
          TimestampFormat.iso(group.firstSeen()),
          TimestampFormat.iso(group.lastSeen()),
          environments(group));
    }
    table.print(out);
    out.println();
    out.println("Example of the most frequent one: " + report.groups().getFirst().example());
    if (report.oneCause() != null) {
      out.println("→ " + report.oneCause());
    }
  }

  private static String environments(FailureReport.Group group) {
    return String.join(", ", ShortList.of(group.environments(), MAX_NAMED));
  }
}
