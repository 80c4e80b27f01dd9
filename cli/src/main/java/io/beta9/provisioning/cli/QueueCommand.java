package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "queue",
    mixinStandardHelpOptions = true,
    description = "Shows what waits, who works on what, and whether there are workers enough.",
    footer = {"", "Examples:", "  provisioner queue", "  provisioner queue -o json"})
final class QueueCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin OutputOption output = new OutputOption();

  QueueCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      JsonNode queue = api.get("/queue", Map.of());
      if (output.json()) {
        session.printJson(queue);
      } else {
        print(queue, session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode queue, PrintStream out) {
    long length = ApiReply.number(queue, "length");
    out.println(
        "Waiting   "
            + length
            + (length == 0
                ? ""
                : ", the oldest for "
                    + Durations.words(
                        Duration.ofSeconds(ApiReply.number(queue, "oldest_wait_seconds")))));
    out.println(
        "Delayed   " + ApiReply.number(queue, "delayed") + " (their next try has its time)");
    if (ApiReply.number(queue, "held") > 0) {
      out.println("Held      " + ApiReply.number(queue, "held") + " (their region is not fed)");
    }
    out.println("Tenants   " + counts(queue.path("by_tenant")));
    out.println("Kinds     " + counts(queue.path("by_kind")));
    out.println();
    WorkersCommand.print(queue.path("workers"), out);
    out.println();
    RegionsCommand.printHeldBack(queue.path("regions"), out);
    JsonNode advice = queue.path("advice");
    boolean change = ApiReply.number(advice, "workers") != ApiReply.number(advice, "now");
    out.println(
        (change
                ? "→ Scale to " + ApiReply.number(advice, "workers") + " workers: "
                : "Enough workers: ")
            + ApiReply.text(advice, "reason")
            + ".");
    if (change) {
      out.println(
          "  kubectl scale deployment provisioning-worker -n beta9-provisioning --replicas="
              + ApiReply.number(advice, "workers"));
    }
  }

  private static String counts(JsonNode counts) {
    String text =
        counts.properties().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue().asString())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "-" : text;
  }
}
