package io.beta9.provisioning.cli.account;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which tenant may use which account of another tenant, and why. */
final class AccountGrantArguments {
  @Parameters(paramLabel = "NUMBER", description = "Number of the account: twelve digits.")
  private String number = "";

  @Option(
      names = "--with",
      paramLabel = "TENANT",
      required = true,
      description = "Tenant that does not own the account.")
  private String tenant = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Reason; recorded in the audit trail.")
  private String reason = "";

  String number() {
    return number;
  }

  String tenant() {
    return tenant;
  }

  String reason() {
    return reason;
  }
}
