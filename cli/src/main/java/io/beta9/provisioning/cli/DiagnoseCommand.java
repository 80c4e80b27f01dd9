package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "diagnose",
    mixinStandardHelpOptions = true,
    description = "Says what is the matter with an environment, and what to run.",
    footer = {
      "",
      "It looks at the operation under way, its worker, Terraform, the resources in flight, the",
      "state's lock and AWS's throttling, and ends with one verdict.",
      "",
      "Examples:",
      "  provisioner env diagnose demo",
      "  provisioner env diagnose env_4f1a2b3c4d5e -o json"
    })
final class DiagnoseCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Mixin OutputOption output = new OutputOption();

  DiagnoseCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (ApiClient api = session.api()) {
      JsonNode diagnosis =
          api.get(
              "/environments/"
                  + ApiClient.encoded(session.id(api, environment.idOrName))
                  + "/diagnosis",
              Map.of());
      if (output.json()) {
        session.printJson(diagnosis);
      } else {
        print(diagnosis, session.terminal().out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode diagnosis, PrintStream out) {
    out.println(
        ApiReply.text(diagnosis, "name") + " (" + ApiReply.text(diagnosis, "environment_id") + ")");
    String before = "";
    for (JsonNode finding : diagnosis.path("findings")) {
      String topic = ApiReply.text(finding, "topic");
      out.printf("  %-14s %s%n", topic.equals(before) ? "" : topic, ApiReply.text(finding, "text"));
      before = topic;
    }
    out.println();
    out.println("→ " + ApiReply.text(diagnosis, "sentence"));
    out.println("  " + ApiReply.text(diagnosis, "command"));
  }
}
