package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.apimodel.account.SharedAccountView;
import io.beta9.provisioning.cli.terminal.Table;
import java.io.PrintStream;
import java.util.List;

/** Prints accounts that several tenants use or may use. */
final class SharedAccountTable {
  private SharedAccountTable() {}

  static void print(List<SharedAccountView> uses, PrintStream out) {
    Table table =
        new Table("ACCOUNT", "TENANT", "ID", "STATE", "ENVIRONMENTS", "SHARED BY", "REASON");
    for (SharedAccountView use : uses) {
      table.row(
          use.accountId(),
          use.tenant(),
          use.id() == null ? "not registered" : use.id(),
          use.state(),
          Integer.toString(use.environments()),
          use.sharedBy(),
          use.reason());
    }
    table.print(out);
  }
}
