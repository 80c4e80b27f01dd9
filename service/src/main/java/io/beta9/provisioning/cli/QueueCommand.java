package io.beta9.provisioning.cli;

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
  private final Session session;

  @Mixin OutputOption output = new OutputOption();

  QueueCommand(Session session) {
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
    long length = Reply.number(queue, "length");
    out.println(
        "Waiting   "
            + length
            + (length == 0
                ? ""
                : ", the oldest for "
                    + Durations.words(
                        Duration.ofSeconds(Reply.number(queue, "oldest_wait_seconds")))));
    out.println("Delayed   " + Reply.number(queue, "delayed") + " (their next try has its time)");
    if (Reply.number(queue, "held") > 0) {
      out.println("Held      " + Reply.number(queue, "held") + " (their region is not fed)");
    }
    out.println("Tenants   " + counts(queue.path("by_tenant")));
    out.println("Kinds     " + counts(queue.path("by_kind")));
    out.println();
    WorkersCommand.print(queue.path("workers"), out);
    out.println();
    RegionsCommand.printHeldBack(queue.path("regions"), out);
    JsonNode advice = queue.path("advice");
    boolean change = Reply.number(advice, "workers") != Reply.number(advice, "now");
    out.println(
        (change
                ? "→ Scale to " + Reply.number(advice, "workers") + " workers: "
                : "Enough workers: ")
            + Reply.text(advice, "reason")
            + ".");
    if (change) {
      out.println(
          "  kubectl scale deployment provisioning-worker -n beta9-provisioning --replicas="
              + Reply.number(advice, "workers"));
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
