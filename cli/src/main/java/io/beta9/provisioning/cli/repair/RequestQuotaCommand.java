package io.beta9.provisioning.cli.repair;

import io.beta9.provisioning.apimodel.repair.QuotaIncreaseList;
import io.beta9.provisioning.apimodel.repair.QuotaIncreaseView;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.terminal.Table;
import picocli.CommandLine.Command;

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
public final class RequestQuotaCommand extends RepairCommand<QuotaIncreaseList> {
  public RequestQuotaCommand(CommandContext context) {
    super(context, "quota-requests", QuotaIncreaseList.class);
  }

  @Override
  void print(QuotaIncreaseList list) {
    if (list.increases().isEmpty()) {
      out()
          .println(
              "None of the quotas that can be counted is exceeded now. If the failure names another"
                  + " one, raise it in Service Quotas. Then './provisioner env retry "
                  + environmentName()
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
    if (isDryRun()) {
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
