package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    description = "Shows the workers, and tells one to take no more work.",
    footer = {
      "",
      "Examples:",
      "  provisioner workers list",
      "  provisioner workers drain provisioning-worker-7d9f-1-3fa2c1"
    })
final class WorkersCommand implements Runnable {
  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  WorkersCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about workers?");
  }

  @Command(
      name = "list",
      aliases = "ls",
      mixinStandardHelpOptions = true,
      description = "Lists the workers and what each carries out.")
  int list(@Mixin OutputOption output) {
    try (ApiClient api = session.api()) {
      JsonNode workers = api.get("/queue", Map.of()).path("workers");
      if (output.json()) {
        session.printJson(workers);
      } else {
        print(workers, session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description =
          "Tells a worker to take no more work; what it has it carries out. It does not end by"
              + " this.")
  int drain(
      @Parameters(paramLabel = "WORKER", description = "The worker's id.") String id,
      @Mixin ReasonOption reason) {
    return order(id, "drain", reason);
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a drained worker take work again.")
  int resume(
      @Parameters(paramLabel = "WORKER", description = "The worker's id.") String id,
      @Mixin ReasonOption reason) {
    return order(id, "resume", reason);
  }

  private int order(String id, String order, ReasonOption reason) {
    try (ApiClient api = session.api().because(reason.text)) {
      JsonNode worker = api.post("/workers/" + ApiClient.encoded(id) + "/" + order);
      session
          .terminal()
          .out()
          .println(
              id
                  + " is "
                  + ApiReply.text(worker, "state")
                  + ", with "
                  + worker.path("at_work").size()
                  + " operations in hands.");
      return ExitCode.DONE;
    }
  }

  static void print(JsonNode workers, PrintStream out) {
    if (workers.isEmpty()) {
      out.println("No worker is there.");
      return;
    }
    Table table = new Table("WORKER", "STATE", "SLOTS", "UP", "SEEN", "WORKS ON");
    for (JsonNode worker : workers) {
      JsonNode atWork = worker.path("at_work");
      table.row(
          ApiReply.text(worker, "worker_id"),
          ApiReply.text(worker, "state"),
          atWork.size() + "/" + ApiReply.number(worker, "concurrency"),
          ApiReply.instant(worker, "started_at").map(WorkersCommand::since).orElse(""),
          Durations.words(Duration.ofSeconds(ApiReply.number(worker, "seconds_since_renewal")))
              + " ago",
          StreamSupport.stream(atWork.spliterator(), false)
              .map(
                  operation ->
                      ApiReply.text(operation, "kind")
                          + " "
                          + ApiReply.text(operation, "environment_name")
                          + " ("
                          + ApiReply.text(operation, "phase")
                          + ")")
              .collect(Collectors.joining(", ")));
    }
    table.print(out);
  }

  private static String since(Instant start) {
    return Durations.words(Duration.between(start, Instant.now()));
  }
}
