package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import java.util.List;
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
      "Name, provider, region, account, CIDR and bucket prefix cannot change; zones can be added,",
      "but neither removed nor exchanged.",
      "",
      "Before an update that interrupts the platform it asks for confirmation, if it can. An"
          + " update",
      "that removes or replaces what the platform depends on is rejected unless",
      "--accept-interruption names that.",
      "",
      "Examples:",
      "  ./provisioner env update demo -f my.yaml --dry-run",
      "  ./provisioner env update demo -f my.yaml --watch",
      "  ./provisioner env update demo -f my.yaml --accept-interruption node-groups --yes"
    })
public final class UpdateCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();
  @Mixin private MetaConfigFile metaConfig = new MetaConfigFile();

  @Option(
      names = "--dry-run",
      description = "Only show what would change, what that interrupts and what data it loses.")
  private boolean dryRun;

  @Option(
      names = "--accept-interruption",
      split = ",",
      paramLabel = "CONSEQUENCE",
      description =
          "What the update may interrupt, as --dry-run names it: node-groups, subnets, nat, routes,"
              + " security-groups, roles, add-ons or load-balancers. Never data.")
  private List<String> accepted = List.of();

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask for confirmation of an interruption.")
  private boolean yes;

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
      UpdatePlan plan = new UpdatePlan(context, api, metaConfig.contentType());
      if (dryRun) {
        return plan.show(id, body, output);
      }
      if (!yes && !output.isJson()) {
        plan.confirm(id, body, accepted);
      }
      return update(api, id, body);
    }
  }

  private int update(ApiClient api, String id, byte[] body) {
    Map<String, String> query =
        accepted.isEmpty() ? Map.of() : Map.of("accept_interruption", String.join(",", accepted));
    return new OperationRequest(context, api, watch, output)
        .send(
            id,
            () ->
                api.post(
                    ApiClient.environmentPath(id, "/update"),
                    query,
                    body,
                    metaConfig.contentType(),
                    EnvironmentView.class),
            queued -> KnownStatuses.READY,
            "is queued with the updated meta-config");
  }
}
