package io.beta9.provisioning.cli.state;

import com.google.gson.JsonElement;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.state.StateResourceView;
import io.beta9.provisioning.apimodel.state.StateView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code state show}. */
@Command(
    name = "show",
    description = "Shows the Terraform state of an environment. Sensitive values are hidden.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner state show demo",
      "  ./provisioner state show demo --resource aws_db_instance.this",
      "  ./provisioner state show demo --version 3HL4kqtJlcpXroDTDm",
      "  ./provisioner state show demo --raw --reason 'moving a resource manually' > state.json"
    })
public final class StateShowCommand extends BaseCommand {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(
      names = "--resource",
      paramLabel = "ADDRESS",
      description = "Only this resource, with its attributes.")
  private @Nullable String resource;

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "An older version, as listed by 'state versions'.")
  private @Nullable String version;

  @Option(names = "--raw", description = "The complete state with all secrets. Requires --reason.")
  private boolean raw;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public StateShowCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (raw && resource != null) {
      throw new ParameterException(
          spec.commandLine(), "--raw and --resource cannot be used together");
    }
    if (raw && reason.isMissing()) {
      throw new ParameterException(
          spec.commandLine(), "--raw prints secrets and requires --reason TEXT");
    }
    Map<String, String> query = new LinkedHashMap<>();
    if (version != null) {
      query.put("version", version);
    }
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      if (raw) {
        context.printJson(api.get(StateCommand.path(id, "/raw"), query, JsonElement.class).json());
      } else if (resource != null) {
        query.put("address", resource);
        showResource(api.get(StateCommand.path(id, "/resource"), query, StateResourceView.class));
      } else {
        showState(api.get(StateCommand.path(id, ""), query, StateView.class));
      }
      return ExitCode.DONE;
    }
  }

  private void showResource(ApiReply<StateResourceView> found) {
    context.printJson(output.isJson() ? found.json() : Json.toTree(found.value().attributes()));
  }

  private void showState(ApiReply<StateView> found) {
    if (output.isJson()) {
      context.printJson(found.json());
      return;
    }
    StateView state = found.value();
    out().println("Serial     " + state.serial());
    out().println("Lineage    " + state.lineage());
    out().println("Terraform  " + state.terraformVersion());
    out().println("Outputs    " + String.join(", ", state.outputs().keySet()));
    out().println();
    Table table = new Table("RESOURCE", "ID", "");
    for (StateView.ManagedResource managed : state.resources()) {
      table.row(managed.address(), managed.id(), managed.tainted() ? "tainted" : "");
    }
    table.print(out());
  }
}
