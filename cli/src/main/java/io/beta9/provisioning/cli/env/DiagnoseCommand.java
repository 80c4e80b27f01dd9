package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.DiagnosisView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env diagnose}. */
@Command(
    name = "diagnose",
    description = "Determines why an environment does not progress, and which command to run next.",
    footer = {
      "",
      "Checks the running operation, its worker, Terraform, the resources in flight, the lock on",
      "the state and throttling by AWS.",
      "",
      "Examples:",
      "  ./provisioner env diagnose demo",
      "  ./provisioner env diagnose env_4f1a2b3c4d5e -o json"
    })
public final class DiagnoseCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private OutputOption output = new OutputOption();

  public DiagnoseCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      ApiReply<DiagnosisView> diagnosis =
          api.get(ApiClient.environmentPath(id, "/diagnosis"), Map.of(), DiagnosisView.class);
      if (output.isJson()) {
        context.printJson(diagnosis.json());
      } else {
        print(diagnosis.value(), out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(DiagnosisView diagnosis, PrintStream out) {
    out.println(diagnosis.name() + " (" + diagnosis.environmentId() + ")");
    String previousTopic = "";
    for (DiagnosisView.Finding finding : diagnosis.findings()) {
      String topic = finding.topic();
      out.printf("  %-14s %s%n", topic.equals(previousTopic) ? "" : topic, finding.text());
      previousTopic = topic;
    }
    out.println();
    out.println("→ " + diagnosis.sentence());
    if (!diagnosis.responsible().equals("none")) {
      out.println("  responsible: " + diagnosis.responsible());
    }
    if (diagnosis.automaticAttemptAt() != null) {
      out.println("  next attempt: " + TimestampFormat.iso(diagnosis.automaticAttemptAt()));
    }
    out.println("  " + diagnosis.command());
  }
}
