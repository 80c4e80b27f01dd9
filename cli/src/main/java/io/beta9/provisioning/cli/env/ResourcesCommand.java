package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.ResourcesView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.format.DurationFormat;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code env resources}. */
@Command(
    name = "resources",
    description = "Shows the resources that the latest operation changes.",
    footer = {
      "",
      "A resource is critical if its delay delays the end of the operation.",
      "",
      "Examples:",
      "  ./provisioner env resources demo",
      "  ./provisioner env resources demo -o json"
    })
public final class ResourcesCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private OutputOption output = new OutputOption();

  public ResourcesCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api()) {
      String id = context.environmentId(api, environment);
      ApiReply<ResourcesView> resources =
          api.get(ApiClient.environmentPath(id, "/resources"), Map.of(), ResourcesView.class);
      if (output.isJson()) {
        context.printJson(resources.json());
      } else {
        print(resources.value(), out());
      }
      return ExitCode.DONE;
    }
  }

  private static void print(ResourcesView view, PrintStream out) {
    if (view.resources().isEmpty()) {
      out.println("The latest operation has not changed any resource.");
      return;
    }
    Table table =
        new Table("SUBJECT", "RESOURCE", "ACTION", "STATE", "TIME", "USUALLY", "CRITICAL");
    for (ResourcesView.ResourceChangeView resource : view.resources()) {
      table.row(
          resource.subject(),
          resource.address(),
          resource.action(),
          resource.late() ? resource.state() + ", late" : resource.state(),
          resource.state().equals("waiting") ? "" : duration(resource.elapsedSeconds()),
          duration(resource.usualSeconds()),
          resource.critical() ? "yes" : "");
    }
    table.print(out);
    if (view.remainingSeconds() != null) {
      out.println("Expected remaining time: " + duration(view.remainingSeconds()));
    }
  }

  private static String duration(long seconds) {
    return DurationFormat.format(Duration.ofSeconds(seconds));
  }
}
