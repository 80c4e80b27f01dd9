package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "regions",
    mixinStandardHelpOptions = true,
    description = "Shows which regions are not fed with new work, and changes that.",
    footer = {
      "",
      "A region that fails for several environments at once gets no new provisions and updates"
          + " until",
      "one of them has tried it with success. What is under way goes on, and so do destructions.",
      "",
      "Examples:",
      "  provisioner regions list",
      "  provisioner regions open us-east-1 --reason \"AWS says so\" --for 2h",
      "  provisioner regions close us-east-1 --reason \"AWS says it is over\""
    })
final class RegionsCommand implements Runnable {
  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  RegionsCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what about regions?");
  }

  @Command(
      name = "list",
      aliases = "ls",
      mixinStandardHelpOptions = true,
      description = "Lists the regions that have failed, and says whether they are fed again.")
  int list(@Mixin OutputOption output) {
    try (ApiClient api = session.api()) {
      JsonNode regions = api.get("/regions", Map.of()).path("regions");
      if (output.json()) {
        session.printJson(regions);
      } else {
        print(regions, session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "open",
      mixinStandardHelpOptions = true,
      description = "Keeps new work back from a region.")
  int open(
      @Parameters(paramLabel = "REGION", description = "For example us-east-1.") String region,
      @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
          String reason,
      @Option(
              names = "--for",
              paramLabel = "LENGTH",
              defaultValue = "",
              description =
                  "After this one operation tries it: 30m, 2h. Without: until it is closed.")
          String length) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("reason", reason);
    if (!length.isEmpty()) {
      query.put("for", length);
    }
    return order(region, "open", query);
  }

  @Command(
      name = "close",
      mixinStandardHelpOptions = true,
      description = "Lets new work through to a region again.")
  int close(
      @Parameters(paramLabel = "REGION", description = "For example us-east-1.") String region,
      @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why.")
          String reason) {
    return order(region, "close", Map.of("reason", reason));
  }

  private int order(String region, String order, Map<String, String> query) {
    try (ApiClient api = session.api()) {
      JsonNode line =
          api.post(
              "/regions/" + ApiClient.encoded(region) + "/" + order,
              query,
              new byte[0],
              "application/json");
      session.terminal().out().println(ApiReply.text(line, "sentence"));
      return ExitCode.DONE;
    }
  }

  /** What there is to say of regions that are not fed; nothing where there is none. */
  static void printHeldBack(JsonNode regions, PrintStream out) {
    for (JsonNode region : regions) {
      out.println(
          "→ "
              + ApiReply.text(region, "sentence")
              + " "
              + ApiReply.number(region, "waiting")
              + " operations wait for it.");
    }
  }

  private static void print(JsonNode regions, PrintStream out) {
    if (regions.isEmpty()) {
      out.println("Every region is fed with new work; none has failed.");
      return;
    }
    Table table = new Table("REGION", "STATE", "SINCE", "TRIED AT", "WAITING", "WHY");
    for (JsonNode region : regions) {
      table.row(
          ApiReply.text(region, "region"),
          ApiReply.text(region, "state"),
          ApiReply.text(region, "since"),
          ApiReply.text(region, "until"),
          Long.toString(ApiReply.number(region, "waiting")),
          ApiReply.text(region, "reason"));
    }
    table.print(out);
  }
}
