package io.beta9.provisioning.cli.env;

import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.state.StateView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Shows what destroying an environment would delete, according to its Terraform state. */
record DestroyPreview(CommandContext context, ApiClient api, OutputOption output) {
  int show(String id) {
    EnvironmentView environment = api.environment(id).value();
    List<StateView.ManagedResource> resources = resources(id);
    if (output.isJson()) {
      JsonObject preview = new JsonObject();
      preview.addProperty("environment_id", id);
      preview.addProperty("dry_run", true);
      preview.addProperty("status", environment.status());
      preview.add("resources", Json.toTree(resources));
      context.printJson(preview);
    } else {
      print(environment, resources, context.out());
    }
    return ExitCode.DONE;
  }

  private List<StateView.ManagedResource> resources(String id) {
    try {
      return api
          .get(ApiClient.environmentPath(id, "/state"), Map.of(), StateView.class)
          .value()
          .resources()
          .stream()
          .filter(resource -> !resource.data())
          .toList();
    } catch (CommandException e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return List.of(); // The operation ended before Terraform wrote a state.
      }
      throw e;
    }
  }

  private static void print(
      EnvironmentView environment, List<StateView.ManagedResource> resources, PrintStream out) {
    out.printf(
        "%s (%s, %s) would be destroyed with all its data. Nothing was changed.%n",
        environment.name(), environment.environmentId(), environment.status());
    out.printf(
        "The Terraform state contains %d resources. Other resources of the environment are then"
            + " searched for in the account.%n",
        resources.size());
    if (!resources.isEmpty()) {
      Table table = new Table("RESOURCE", "ID");
      resources.forEach(resource -> table.row(resource.address(), resource.id()));
      table.print(out);
    }
  }
}
