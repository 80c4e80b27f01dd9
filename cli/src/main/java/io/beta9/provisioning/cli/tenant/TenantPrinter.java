package io.beta9.provisioning.cli.tenant;

import io.beta9.provisioning.apimodel.tenant.TenantView;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.util.List;

/** Prints tenants. */
final class TenantPrinter {
  private TenantPrinter() {}

  static void print(CommandContext context, OutputOption output, ApiReply<TenantView> tenant) {
    if (output.isJson()) {
      context.printJson(tenant.json());
    } else {
      table(context, List.of(tenant.value()));
    }
  }

  static void table(CommandContext context, List<TenantView> tenants) {
    Table table = new Table("TENANT", "STATE", "SINCE", "ENVIRONMENTS", "CREATED", "REASON");
    for (TenantView tenant : tenants) {
      table.row(
          tenant.tenant(),
          tenant.state(),
          TimestampFormat.iso(tenant.stateSince()),
          Integer.toString(tenant.environments()),
          TimestampFormat.iso(tenant.createdAt()),
          tenant.stateReason());
    }
    table.print(context.out());
  }
}
