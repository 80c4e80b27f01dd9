package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.ReasonOption;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code workers resume}. */
@Command(
    name = "resume",
    description = "Lets a drained worker claim operations again.",
    footer = {"", "Example:", "  ./provisioner workers resume provisioning-worker-7d9f-1-3fa2c1"})
public final class WorkersResumeCommand extends BaseCommand {
  @Parameters(paramLabel = "WORKER", description = "Id of the worker.")
  private String workerId = "";

  @Mixin private ReasonOption reason = new ReasonOption();

  public WorkersResumeCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      QueueReport.WorkerLine worker =
          api.post(
                  "/workers/" + ApiClient.encode(workerId) + "/resume",
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
