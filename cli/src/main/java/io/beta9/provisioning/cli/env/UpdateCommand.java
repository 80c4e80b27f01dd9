package io.beta9.provisioning.cli.env;

import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.KnownStatuses;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OperationRequest;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.command.WatchOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "On a terminal it shows Terraform's plan first, and asks for confirmation if that interrupts",
      "the platform or loses data. What was confirmed is what is executed: an update that would do",
      "more is rejected. One that removes or replaces what the platform depends on is rejected",
      "unless --accept-interruption names that.",
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
      description =
          "Only plan the update: show what would change, what that interrupts and what data it"
              + " loses.")
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
      description = "Neither show the plan first nor ask for confirmation.")
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
      Optional<String> confirmed =
          yes || output.isJson() ? Optional.empty() : plan.confirm(id, body, accepted);
      return update(api, id, body, confirmed);
    }
  }

  private int update(ApiClient api, String id, byte[] body, Optional<String> confirmedPlan) {
    Map<String, String> query = new LinkedHashMap<>();
    if (!accepted.isEmpty()) {
      query.put("accept_interruption", String.join(",", accepted));
    }
    confirmedPlan.ifPresent(plan -> query.put("plan", plan));
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
