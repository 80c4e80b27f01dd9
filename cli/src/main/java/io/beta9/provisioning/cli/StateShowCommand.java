package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows what Terraform knows of an environment. Sensitive values are hidden.",
    footer = {
      "",
      "Examples:",
      "  provisioner state show demo",
      "  provisioner state show demo --resource aws_db_instance.this",
      "  provisioner state show demo --version 3HL4kqtJlcpXroDTDm",
      "  provisioner state show demo --raw --reason 'moving a resource by hand' > state.json"
    })
final class StateShowCommand implements Callable<Integer> {
  private final ApiCommand session;

  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--resource",
      paramLabel = "ADDR",
      description = "Only this resource, with its attributes.")
  @Nullable String resource;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "An older version, as 'state versions' lists them.")
  @Nullable String version;

  @Option(
      names = "--raw",
      description = "The whole state as it is, secrets included. Wants a --reason.")
  boolean raw;

  @Mixin ReasonOption reason = new ReasonOption();

  @Mixin OutputOption output = new OutputOption();

  StateShowCommand(ApiCommand session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (raw && resource != null) {
      throw new ParameterException(
          spec.commandLine(), "--raw is the whole state; leave out --resource, or --raw");
    }
    if (raw && reason.isMissing()) {
      throw new ParameterException(
          spec.commandLine(), "--raw shows secrets: say why with --reason TEXT");
    }
    Map<String, String> query = new LinkedHashMap<>();
    if (version != null) {
      query.put("version", version);
    }
    try (ApiClient api = session.api().because(reason.text)) {
      String id = session.id(api, environment.idOrName);
      if (raw) {
        session.printJson(api.get(StateCommand.path(id, "/raw"), query));
      } else if (resource != null) {
        query.put("address", resource);
        JsonNode shown = api.get(StateCommand.path(id, "/resource"), query);
        session.printJson(output.json() ? shown : shown.path("attributes"));
      } else {
        JsonNode shown = api.get(StateCommand.path(id, ""), query);
        if (output.json()) {
          session.printJson(shown);
        } else {
          print(shown, session.terminal().out());
        }
      }
      return ExitCode.DONE;
    }
  }

  private static void print(JsonNode state, PrintStream out) {
    out.println("Serial     " + ApiReply.number(state, "serial"));
    out.println("Lineage    " + ApiReply.text(state, "lineage"));
    out.println("Terraform  " + ApiReply.text(state, "terraform_version"));
    out.println("Outputs    " + String.join(", ", state.path("outputs").propertyNames()));
    out.println();
    Table table = new Table("RESOURCE", "ID", "");
    for (JsonNode resource : state.path("resources")) {
      table.row(
          ApiReply.text(resource, "address"),
          ApiReply.text(resource, "id"),
          resource.path("tainted").asBoolean(false) ? "tainted" : "");
    }
    table.print(out);
  }
}
