package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that opens or closes the circuit breaker of a region. */
abstract class RegionCircuitCommand extends InstallationCommand {
  private final String action;

  @Parameters(paramLabel = "REGION", description = "For example us-east-1.")
  private String region = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Reason; recorded in the audit trail.")
  private String reason = "";

  @Option(names = "--dry-run", description = "Only show what would change.")
  private boolean dryRun;

  /**
   * @param action the last segment of the request's path
   */
  RegionCircuitCommand(CommandContext context, String action) {
    super(context);
    this.action = action;
  }

  /** Returns the parameters of the request besides the reason. */
  Map<String, String> parameters() {
    return Map.of();
  }

  @Override
  public final Integer call() {
    Map<String, String> query = new LinkedHashMap<>(parameters());
    query.put("reason", reason);
    query.put("dry_run", Boolean.toString(dryRun));
    try (ApiClient api = context.api()) {
      RegionCircuitView circuit =
          api.post(
                  "/regions/" + ApiClient.encode(region) + "/" + action,
                  query,
                  null,
                  RegionCircuitView.class)
              .value();
      if (dryRun) {
        out().println("Nothing was changed. It would be: " + circuit.sentence());
        out().println("Operations that wait now for this region: " + circuit.waiting() + ".");
      } else {
        out().println(circuit.sentence());
      }
      return ExitCode.DONE;
    }
  }
}
