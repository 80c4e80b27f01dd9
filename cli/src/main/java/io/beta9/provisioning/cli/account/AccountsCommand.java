package io.beta9.provisioning.cli.account;

import io.beta9.provisioning.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code accounts}. */
@Command(
    name = "accounts",
    description = "Registers the cloud accounts in which environments are created.",
    footer = {
      "",
      "An account is registered, its role is created with the trust policy that is printed, and the",
      "role is verified. A meta-config then names the account (cloud.account_id).",
      "",
      "Examples:",
      "  ./provisioner accounts add 123456789012",
      "  ./provisioner accounts verify 123456789012",
      "  ./provisioner accounts list"
    })
public final class AccountsCommand extends CommandGroup {}
