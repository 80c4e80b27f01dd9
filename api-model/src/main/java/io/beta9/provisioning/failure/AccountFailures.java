package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.PERMISSION;

/** Registered cloud accounts: who owns them, whether they are verified, and what they allow. */
final class AccountFailures {

  static final FailureDefinition ACCOUNT_NOT_REGISTERED =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The tenant has not registered the account that the meta-config names.",
          "account {account} is not registered",
          "Register it with './provisioner accounts add {account}', create its role, and verify it"
              + " with './provisioner accounts verify {account}'");

  static final FailureDefinition ACCOUNT_NOT_VERIFIED =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The account is registered, but its role has not been verified successfully.",
          "account {account} is {status}, not verified",
          "Run './provisioner accounts verify {account}', and follow what it reports");

  static final FailureDefinition ACCOUNT_LEGACY =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The account has environments from before accounts were registered, and is not"
              + " registered itself.",
          "account {account} is known only from environments that were created before accounts"
              + " were registered; they can be updated, retried and destroyed",
          "Register it with './provisioner accounts add {account} --role {role}', change the"
              + " trust policy of the role to the one that it shows, and verify it with"
              + " './provisioner accounts verify {account}'");

  static final FailureDefinition ACCOUNT_SUSPENDED =
      FailureDefinition.ofActivity(
          PERMISSION,
          "The account is suspended, because its role does not require the external id.",
          "account {account} is suspended: its role [could be assumed {probe}|does not require the"
              + " external id]",
          "Change the trust policy of the role to the one that './provisioner accounts get"
              + " {account}' shows, then run './provisioner accounts verify {account}'. Destroying"
              + " environments is possible all the time");

  static final FailureDefinition EXTERNAL_ID_NOT_REQUIRED =
      FailureDefinition.ofActivity(
          PERMISSION,
          "The role can be assumed without its external id, or with a wrong one.",
          "role {role} can be assumed {probe}, so that others could have this service act in"
              + " account {account}",
          "Change the trust policy of the role to the one that './provisioner accounts get"
              + " {account}' shows: it requires the external id with StringEquals. Then run"
              + " './provisioner accounts verify {account}'");

  static final FailureDefinition ACCOUNT_OF_ANOTHER_TENANT =
      FailureDefinition.ofActivity(
          CONFLICT,
          "Another tenant has verified the account.",
          "account {account} belongs to another tenant",
          "If both are to use it, an operator of this service allows it with './provisioner"
              + " accounts share {account} --with {given} --reason TEXT'");

  static final FailureDefinition ACCOUNT_OF_ANOTHER_PARTITION =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The region is in another partition of AWS than the account.",
          "region {region} is in the partition {partition}, and account {account}, whose role is"
              + " {role}, is not",
          "Name a region of the account's partition, or an account of the partition {partition}");

  static final FailureDefinition OWN_ACCOUNT =
      FailureDefinition.ofActivity(
              CONFIGURATION,
              "The account is the one in which this service has its own credentials.",
              "account {account} is this service's own, and every user of that account could"
                  + " assume its role",
              "Register another account, or set ALLOW_OWN_ACCOUNT=true for an installation that"
                  + " serves one tenant only")
          .actedOnBy(ResponsibleParty.OPERATOR);

  static final FailureDefinition ACCOUNT_IN_USE =
      FailureDefinition.ofActivity(
          CONFLICT,
          "An account with environments cannot be removed.",
          "account {account} has environments that are not destroyed: {ids}",
          "Destroy them first: './provisioner env list' shows them, './provisioner env destroy ID'"
              + " destroys one");

  static final FailureDefinition ACCOUNT_ROLE_DIFFERS =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The account is already registered with another role.",
          "account {account} is already registered with role {role}",
          "Remove it with './provisioner accounts remove {account}', then register it with the"
              + " other role");

  static final FailureDefinition ACCOUNT_GRANT_IN_USE =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A tenant has registered the account because it was shared with it.",
          "tenant {given} has registered account {account}",
          "That tenant removes it first: './provisioner accounts remove {account}'");

  private AccountFailures() {}
}
