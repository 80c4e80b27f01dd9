package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that changes whether a worker claims operations. */
abstract class WorkerStateCommand extends InstallationCommand {
  private final String action;

  @Parameters(paramLabel = "WORKER", description = "Id of the worker.")
  private String workerId = "";

  @Mixin private ReasonOption reason = new ReasonOption();

  /**
   * @param action the last segment of the request's path
   */
  WorkerStateCommand(CommandContext context, String action) {
    super(context);
    this.action = action;
  }

  @Override
  public final Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      QueueReport.WorkerLine worker =
          api.post(
                  "/workers/" + ApiClient.encode(workerId) + "/" + action,
                  Map.of(),
                  null,
                  QueueReport.WorkerLine.class)
              .value();
      out()
          .println(
              workerId
                  + " is "
                  + worker.state()
                  + "; it executes "
                  + worker.operations().size()
                  + " operations.");
      return ExitCode.DONE;
    }
  }
}
