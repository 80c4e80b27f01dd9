package io.beta9.provisioning.cli.account;

import com.google.gson.JsonElement;
import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.cli.client.ApiReply;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.terminal.TimestampFormat;
import java.io.PrintStream;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints a registered account for people. */
final class AccountPrinter {
  private static final String VERIFIED = "verified";

  private final PrintStream out;

  AccountPrinter(PrintStream out) {
    this.out = out;
  }

  void print(ApiReply<AccountView> reply) {
    AccountView account = reply.value();
    out.println("Account " + account.accountId() + " (" + account.id() + ") is " + account.state());
    line("role", account.roleArn());
    line("external id", account.externalId() == null ? "none" : account.externalId());
    line(
        "last verified",
        account.verifiedAt() == null ? "never" : TimestampFormat.iso(account.verifiedAt()));
    line("environments", Integer.toString(account.environments()));
    line("policies", policies(account));
    if (account.permissionsBoundary() != null) {
      line("boundary", account.permissionsBoundary());
    }
    if (account.errorMessage() != null) {
      out.println();
      out.println(account.errorMessage());
    }
    trustPolicy(reply)
        .ifPresent(
            policy -> {
              out.println();
              out.println("Trust policy of the role:");
              out.println(Json.pretty(policy));
            });
    if (!account.state().equals(VERIFIED)) {
      next(account);
    }
  }

  /** Returns the trust policy; empty if the service does not know its own account. */
  static Optional<JsonElement> trustPolicy(ApiReply<AccountView> reply) {
    return Optional.ofNullable(reply.json().getAsJsonObject().get("trust_policy"))
        .filter(JsonElement::isJsonObject);
  }

  private void line(String name, String value) {
    out.printf("  %-14s %s%n", name, value);
  }

  private static String policies(AccountView account) {
    return account.permissionPolicies() == null
        ? "unknown"
        : account.permissionPolicies().stream()
            .map(AccountView.RolePolicy::name)
            .collect(Collectors.joining(", "));
  }

  private void next(AccountView account) {
    String number = account.accountId();
    out.println();
    if (account.state().equals(AccountArgument.LEGACY)) {
      out.println(
          "Its environments can be updated, retried and destroyed. For new ones, register it:");
      out.println("  ./provisioner accounts add " + number + " --role " + account.roleArn());
      return;
    }
    out.println("Next:");
    out.println("  1. Create the role with this trust policy, or change the role's to it.");
    out.println("  2. Attach the permission policies ('./provisioner accounts get");
    out.println("     " + number + " -o json' contains them).");
    if (account.permissionsBoundary() != null) {
      out.println("     Create the policy of the boundary before (boundary_policy).");
    }
    out.println("  3. ./provisioner accounts verify " + number);
  }
}
