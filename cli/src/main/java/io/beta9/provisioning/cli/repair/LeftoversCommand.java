package io.beta9.provisioning.cli.repair;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.repair.LeftoverList;
import io.beta9.provisioning.apimodel.repair.LeftoverRemovalResult;
import io.beta9.provisioning.apimodel.repair.LeftoverView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env leftovers}. */
@Command(
    name = "leftovers",
    description = {
      "Lists what an environment has in its account and in no Terraform state.",
      "With --remove, deletes what its tag proves to be of the environment, holds no data and is"
          + " not used."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner env leftovers demo",
      "  ./provisioner env leftovers demo --remove --dry-run",
      "  ./provisioner env leftovers demo --remove --reason 'interface deleted'"
    })
public final class LeftoversCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--remove", description = "Delete what is removable.")
  private boolean remove;

  @Option(names = "--dry-run", description = "Only show what --remove would delete.")
  private boolean dryRun;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public LeftoversCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    if (dryRun && !remove) {
      throw new CommandException(ExitCode.WRONG_USE, "--dry-run requires --remove");
    }
    try (ApiClient api = context.api().withReason(reason.text())) {
      String path =
          "/environments/"
              + ApiClient.encode(context.environmentId(api, environment))
              + "/leftovers";
      return remove ? remove(api, path) : list(api, path);
    }
  }

  private int list(ApiClient api, String path) {
    ApiReply<LeftoverList> found = api.get(path, Map.of(), LeftoverList.class);
    List<LeftoverView> leftovers = found.value().leftovers();
    if (output.isJson()) {
      context.printJson(found.json());
    } else if (leftovers.isEmpty()) {
      out().println("Nothing is in the account that is in no Terraform state.");
    } else {
      print(leftovers);
      if (leftovers.stream().anyMatch(LeftoverView::removable)) {
        out()
            .println(
                "→ './provisioner env leftovers "
                    + environment.idOrName()
                    + " --remove' deletes what is removable and not used.");
      }
    }
    return ExitCode.DONE;
  }

  private int remove(ApiClient api, String path) {
    ApiReply<LeftoverRemovalResult> reply =
        api.post(
            path + "/remove",
            Map.of("dry_run", Boolean.toString(dryRun)),
            null,
            LeftoverRemovalResult.class);
    LeftoverRemovalResult result = reply.value();
    if (output.isJson()) {
      context.printJson(reply.json());
      return ExitCode.DONE;
    }
    if (result.removed().isEmpty()) {
      out().println(dryRun ? "Nothing is removable." : "Nothing was removed.");
    } else {
      out().println(dryRun ? "Would be removed, unless something uses it:" : "Removed:");
      print(result.removed());
    }
    if (!result.remaining().isEmpty()) {
      out().println(dryRun ? "Not removable:" : "Not removed:");
      print(result.remaining());
    }
    if (dryRun) {
      out().println("Nothing was deleted.");
    }
    return ExitCode.DONE;
  }

  private void print(List<LeftoverView> leftovers) {
    Table table = new Table("TYPE", "ID", "REMOVABLE", "DETAIL");
    for (LeftoverView leftover : leftovers) {
      table.row(
          leftover.type(), leftover.id(), leftover.removable() ? "yes" : "no", leftover.detail());
    }
    table.print(out());
  }
}
