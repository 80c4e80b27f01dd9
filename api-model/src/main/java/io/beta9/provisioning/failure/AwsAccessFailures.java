package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.INTERNAL;
import static io.beta9.provisioning.failure.FailureClass.PERMISSION;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Access to AWS: credentials, the role, and the calls themselves. */
final class AwsAccessFailures {

  static final FailureDefinition ACCESS_DENIED =
      FailureDefinition.ofActivity(
          PERMISSION,
          "The role in the customer's account is not allowed to perform an action.",
          "[{principal} is not allowed to perform {action}[ on {resource}]|{reported}]",
          "Allow [{action}|the action] in the policies of the role, or apply those of"
              + " `./provisioner onboarding aws`; an explicit deny, a permissions boundary or an"
              + " organization policy takes precedence. Then retry");

  static final FailureDefinition ROLE_NOT_ASSUMABLE =
      FailureDefinition.ofActivity(
          PERMISSION,
          "The service cannot assume the role in the customer's account.",
          "{reported}",
          "In the trust policy of [{role}|the role], allow sts:AssumeRole to this service with"
              + " the account's external id as condition sts:ExternalId: './provisioner accounts"
              + " get [{account}|ACCOUNT]' shows the policy. Then retry");

  static final FailureDefinition WRONG_ACCOUNT =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The role belongs to another account than the one in the meta-config.",
          "the role[ {role}] belongs to account {account}",
          "Register the account of the meta-config with a role of its own: './provisioner accounts"
              + " list' shows the registered ones");

  static final FailureDefinition NO_CREDENTIALS =
      FailureDefinition.ofActivity(
              CONFIGURATION,
              "The service itself has no AWS credentials.",
              "the service has no AWS credentials",
              "Give the service a role (pod identity or web identity), or set"
                  + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
          .actedOnBy(ResponsibleParty.OPERATOR);

  static final FailureDefinition BAD_CREDENTIALS =
      FailureDefinition.ofActivity(
              CONFIGURATION,
              "AWS does not accept the credentials of the service.",
              "{reported}",
              "Check the AWS credentials of this service, and that the region is enabled in"
                  + " the account")
          .actedOnBy(ResponsibleParty.OPERATOR);

  static final FailureDefinition CREDENTIALS_EXPIRED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The temporary AWS credentials expired during the call.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically with new credentials. If"
              + " the error persists, ]check the clock of this host and the role's maximum session"
              + " duration");

  static final FailureDefinition ACCOUNT_NOT_READY =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "The account's sign-up is incomplete, or the region is not enabled.",
          "{reported}",
          "Complete the account's sign-up, or enable the region, in the AWS console, then retry");

  static final FailureDefinition THROTTLED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "AWS rejected a call because of its request rate.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]find out what else in the account exhausts the request rate");

  static final FailureDefinition AWS_UNAVAILABLE =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "An AWS service answered with an internal error.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the AWS Health Dashboard");

  static final FailureDefinition NETWORK =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "AWS could not be reached.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the network path from this host to AWS");

  static final FailureDefinition REJECTED_BY_AWS =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "AWS rejected a request as invalid.",
          "{reported}",
          "Correct what AWS rejects, then retry");

  static final FailureDefinition AWS_CLIENT =
      FailureDefinition.ofActivity(
          INTERNAL,
          "The AWS client failed before it sent a request.",
          "{reported}",
          "Retry. If the error persists, report it with this message");

  private AwsAccessFailures() {}
}
