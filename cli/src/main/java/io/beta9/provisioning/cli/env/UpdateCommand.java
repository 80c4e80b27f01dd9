package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.UpdatePreview;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env update}. */
@Command(
    name = "update",
    description = "Updates the meta-config of an environment that is ready or has failed.",
    footer = {
      "",
      "Name, provider, region, account, CIDR and bucket prefix cannot change.",
      "",
      "Examples:",
      "  ./provisioner env update demo -f my.yaml --dry-run",
      "  ./provisioner env update demo -f my.yaml --watch"
    })
public final class UpdateCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private MetaConfigFile metaConfig = new MetaConfigFile();

  @Option(names = "--dry-run", description = "Only show what would change.")
  private boolean dryRun;

  @Mixin private WatchOption watch = new WatchOption();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public UpdateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    byte[] body = metaConfig.read(context.terminal());
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      return dryRun ? preview(api, id, body) : update(api, id, body);
    }
  }

  private int preview(ApiClient api, String id, byte[] body) {
    ApiReply<UpdatePreview> preview =
        api.post(
            ApiClient.environmentPath(id, "/update"),
            Map.of("dry_run", "true"),
            body,
            metaConfig.contentType(),
            UpdatePreview.class);
    if (output.isJson()) {
      context.printJson(preview.json());
    } else {
      print(preview.value());
    }
    return ExitCode.DONE;
  }

  private int update(ApiClient api, String id, byte[] body) {
    return new OperationRequest(context, api, watch, output)
        .send(
            id,
            () ->
                api.post(
                    ApiClient.environmentPath(id, "/update"),
                    Map.of(),
                    body,
                    metaConfig.contentType(),
                    EnvironmentView.class),
            queued -> KnownStatuses.READY,
            "is queued with the updated meta-config");
  }

  private void print(UpdatePreview preview) {
    if (preview.changes().isEmpty()) {
      out().println("The infrastructure would not change.");
      return;
    }
    Table table = new Table("FIELD", "BEFORE", "AFTER");
    for (UpdatePreview.Change change : preview.changes()) {
      table.row(change.path(), change.before(), change.after());
    }
    table.print(out());
  }
}
