package io.beta9.provisioning.cli.operator;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.apimodel.report.ScalingAdvice;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.InstallationCommand;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code queue}. */
@Command(
    name = "queue",
    description = "Shows queued operations, the workers, and whether more workers are needed.",
    footer = {"", "Examples:", "  ./provisioner queue", "  ./provisioner queue -o json"})
public final class QueueCommand extends InstallationCommand {
  @Mixin private OutputOption output = new OutputOption();

  public QueueCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      ApiReply<QueueReport> queue = api.get("/queue", Map.of(), QueueReport.class);
      if (output.isJson()) {
        context.printJson(queue.json());
      } else {
        print(queue.value(), out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(QueueReport queue, PrintStream out) {
    out.println(
        "Waiting   "
            + queue.length()
            + (queue.length() == 0
                ? ""
                : ", the oldest for "
                    + DurationFormat.format(Duration.ofSeconds(queue.oldestWaitSeconds()))));
    out.println("Delayed   " + queue.delayed() + " (until their next attempt)");
    if (queue.held() > 0) {
      out.println("Held      " + queue.held() + " (circuit breaker of their region is open)");
    }
    if (queue.limited() > 0) {
      out.println(
          "Limited   "
              + queue.limited()
              + " of the waiting ones (their tenant has reached its limit of running operations)");
    }
    out.println("Tenants   " + counts(queue.byTenant()));
    out.println("Kinds     " + counts(queue.byKind()));
    out.println();
    WorkersListCommand.print(queue.workers(), out);
    out.println();
    RegionsListCommand.printOpen(queue.regions(), out);
    ScalingAdvice advice = queue.advice();
    if (advice.recommendsChange()) {
      out.println("→ Scale to " + advice.workers() + " workers: " + advice.reason() + ".");
      out.println(
          "  kubectl scale deployment provisioning-worker -n beta9-provisioning --replicas="
              + advice.workers());
    } else {
      out.println("The number of workers is sufficient: " + advice.reason() + ".");
    }
  }

  private static String counts(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "-"
        : counts.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
