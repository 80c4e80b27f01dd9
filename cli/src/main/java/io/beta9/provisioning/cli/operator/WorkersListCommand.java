package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code workers list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Lists the workers and the operations they execute.",
    footer = {"", "Example:", "  ./provisioner workers list"})
public final class WorkersListCommand extends InstallationCommand {
  @Mixin private OutputOption output = new OutputOption();

  public WorkersListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<QueueReport> queue = api.get("/queue", Map.of(), QueueReport.class);
      if (output.isJson()) {
        context.printJson(queue.json().getAsJsonObject().get("workers"));
      } else {
        print(queue.value().workers(), out());
      }
      return ExitCode.DONE;
    }
  }

  static void print(List<QueueReport.WorkerLine> workers, PrintStream out) {
    if (workers.isEmpty()) {
      out.println("No worker is running.");
      return;
    }
    Table table = new Table("WORKER", "STATE", "SLOTS", "UP", "SEEN", "OPERATIONS");
    Instant now = Instant.now();
    for (QueueReport.WorkerLine worker : workers) {
      table.row(
          worker.workerId(),
          worker.state(),
          worker.operations().size() + "/" + worker.concurrency(),
          DurationFormat.format(Duration.between(worker.startedAt(), now)),
          DurationFormat.format(Duration.ofSeconds(worker.secondsSinceRenewal())) + " ago",
          worker.operations().stream()
              .map(WorkersListCommand::operation)
              .collect(Collectors.joining(", ")));
    }
    table.print(out);
    for (QueueReport.WorkerLine worker : workers) {
      worker.problems().forEach(problem -> out.println(worker.workerId() + ": " + problem));
    }
  }

  private static String operation(QueueReport.RunningOperation operation) {
    return operation.kind()
        + " "
        + operation.environmentName()
        + (operation.phase() == null ? "" : " (" + operation.phase() + ")");
  }
}
