package io.beta9.provisioning.cli.repair;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.apimodel.repair.QuotaIncreaseList;
import io.beta9.provisioning.apimodel.repair.QuotaIncreaseView;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.EnvironmentArgument;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.command.ReasonOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code env request-quota}. */
@Command(
    name = "request-quota",
    description = {
      "Requests AWS to raise the service quotas that an environment exceeds: those of its failure,"
          + " or those that its preflight finds now.",
      "AWS decides within minutes to days; then 'env retry'."
    },
    footer = {
      "",
      "Examples:",
      "  ./provisioner env request-quota demo --dry-run",
      "  ./provisioner env request-quota demo --reason 'third environment in this account'"
    })
public final class RequestQuotaCommand extends BaseCommand {
  @Mixin private EnvironmentArgument environment = new EnvironmentArgument();

  @Option(names = "--dry-run", description = "Only show what would be requested.")
  private boolean dryRun;

  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private OutputOption output = new OutputOption();

  public RequestQuotaCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    try (ApiClient api = context.api().withReason(reason.text())) {
      String id = context.environmentId(api, environment);
      ApiReply<QuotaIncreaseList> reply =
          api.post(
              "/environments/" + ApiClient.encode(id) + "/quota-requests",
              Map.of("dry_run", Boolean.toString(dryRun)),
              null,
              QuotaIncreaseList.class);
      if (output.isJson()) {
        context.printJson(reply.json());
      } else {
        print(reply.value());
      }
      return ExitCode.DONE;
    }
  }

  private void print(QuotaIncreaseList list) {
    if (list.increases().isEmpty()) {
      out()
          .println(
              "No quota is exceeded now. './provisioner env retry "
                  + environment.idOrName()
                  + "' tries again.");
      return;
    }
    Table table = new Table("SERVICE", "CODE", "QUOTA", "DESIRED", "STATE", "REQUEST");
    for (QuotaIncreaseView one : list.increases()) {
      table.row(
          one.service(),
          one.quotaCode(),
          one.quota(),
          Long.toString(one.desired()),
          one.state(),
          one.requestId());
    }
    table.print(out());
    if (dryRun) {
      out().println("Nothing was requested. Without --dry-run, the role of the account sends:");
      for (QuotaIncreaseView one : list.increases()) {
        out()
            .println(
                "  aws service-quotas request-service-quota-increase --region "
                    + list.region()
                    + " --service-code "
                    + one.service()
                    + " --quota-code "
                    + one.quotaCode()
                    + " --desired-value "
                    + one.desired());
      }
    }
  }
}
