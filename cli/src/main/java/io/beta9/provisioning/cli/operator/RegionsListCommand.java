package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.apimodel.report.RegionList;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code regions list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the regions that have failed, with the state of their circuit breakers.",
    footer = {"", "Example:", "  ./provisioner regions list"})
public final class RegionsListCommand extends InstallationCommand {
  @Mixin private OutputOption output = new OutputOption();

  public RegionsListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<RegionList> found = api.get("/regions", Map.of(), RegionList.class);
      if (output.isJson()) {
        context.printJson(found.json().getAsJsonObject().get("regions"));
      } else {
        print(found.value().regions(), out());
      }
      return ExitCode.DONE;
    }
  }

  /** Prints the regions whose circuit breaker is not closed. */
  static void printOpen(List<RegionCircuitView> regions, PrintStream out) {
    for (RegionCircuitView region : regions) {
      out.println("→ " + region.sentence() + " " + region.waiting() + " operations wait for it.");
    }
  }

  private static void print(List<RegionCircuitView> regions, PrintStream out) {
    if (regions.isEmpty()) {
      out.println("All circuit breakers are closed; no region has failed.");
      return;
    }
    Table table = new Table("REGION", "STATE", "SINCE", "RETRY AT", "WAITING", "REASON");
    for (RegionCircuitView region : regions) {
      table.row(
          region.region(),
          region.state(),
          TimestampFormat.iso(region.since()),
          TimestampFormat.iso(region.until()),
          Long.toString(region.waiting()),
          region.reason());
    }
    table.print(out);
  }
}
