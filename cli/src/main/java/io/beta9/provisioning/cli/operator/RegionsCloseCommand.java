package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regions close}. */
@Command(
    name = "close",
    description = "Closes the circuit breaker of a region: new operations run.",
    footer = {
      "",
      "Example:",
      "  ./provisioner regions close us-east-1 --reason \"AWS incident resolved\""
    })
public final class RegionsCloseCommand extends BaseCommand {
  @Parameters(paramLabel = "REGION", description = "For example us-east-1.")
  private String region = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Reason; recorded in the audit trail.")
  private String reason = "";

  public RegionsCloseCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      out()
          .println(
              api.post(
                      "/regions/" + ApiClient.encode(region) + "/close",
                      Map.of("reason", reason),
                      null,
                      RegionCircuitView.class)
                  .value()
                  .sentence());
      return ExitCode.DONE;
    }
  }
}
