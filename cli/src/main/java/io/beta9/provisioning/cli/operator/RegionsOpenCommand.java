package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regions open}. */
@Command(
    name = "open",
    description = "Opens the circuit breaker of a region: new operations wait.",
    footer = {
      "",
      "Example:",
      "  ./provisioner regions open us-east-1 --reason \"AWS incident\" --for 2h"
    })
public final class RegionsOpenCommand extends BaseCommand {
  @Parameters(paramLabel = "REGION", description = "For example us-east-1.")
  private String region = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Reason; recorded in the audit trail.")
  private String reason = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description =
          "After this time one operation probes the region: 30m, 2h. By default it stays open until"
              + " it is closed.")
  private String duration = "";

  public RegionsOpenCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("reason", reason);
    query.put("for", duration);
    try (ApiClient api = context.api()) {
      out()
          .println(
              api.post(
                      "/regions/" + ApiClient.encode(region) + "/open",
                      query,
                      null,
                      RegionCircuitView.class)
                  .value()
                  .sentence());
      return ExitCode.DONE;
    }
  }
}
