package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentPreview;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import io.beta9.provisioning.cli.progress.EnvironmentPrinter;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env create}. */
@Command(
    name = "create",
    description = "Creates an environment from a meta-config.",
    footer = {
      "",
      "Examples:",
      "  ./provisioner env create -f examples/small.yaml --dry-run",
      "  ./provisioner env create -f examples/small.yaml --watch",
      "  ./provisioner env create -f - -o json < my.yaml"
    })
public final class CreateCommand extends BaseCommand {
  @Mixin private MetaConfigFile metaConfig = new MetaConfigFile();

  @Option(
      names = "--dry-run",
      description = "Checks the meta-config and prints what would be created; creates nothing.")
  private boolean dryRun;

  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public CreateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    byte[] body = metaConfig.read(context.terminal());
    try (ApiClient api = context.api().withReason(reason.text())) {
      if (dryRun) {
        return preview(api, body);
      }
      ApiReply<EnvironmentView> created = api.create(body, metaConfig.contentType());
      String id = created.value().environmentId();
      if (watch.isSet()) {
        new EnvironmentPrinter(context.terminal().err()).reachability(created.value());
        return context.watch(api, id, 0, output, KnownStatuses.READY);
      }
      if (output.isJson()) {
        context.printJson(created.json());
      } else {
        out().println(id + " is queued.");
        new EnvironmentPrinter(out()).reachability(created.value());
        OperationRequest.printHowToFollow(context, id);
      }
      return ExitCode.DONE;
    }
  }

  private int preview(ApiClient api, byte[] body) {
    ApiReply<EnvironmentPreview> preview =
        api.post(
            ApiClient.ENVIRONMENTS,
            Map.of("dry_run", "true"),
            body,
            metaConfig.contentType(),
            EnvironmentPreview.class);
    if (output.isJson()) {
      context.printJson(preview.json());
      return ExitCode.DONE;
    }
    Table table = new Table("RESOURCE", "COUNT");
    preview
        .value()
        .resources()
        .forEach(each -> table.row(each.type(), Integer.toString(each.count())));
    table.print(out());
    out().println("The meta-config is valid; nothing was created. -o json prints the infra model.");
    return ExitCode.DONE;
  }
}
