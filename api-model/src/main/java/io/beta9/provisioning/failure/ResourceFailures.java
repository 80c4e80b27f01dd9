package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CAPACITY;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.TIMEOUT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Single AWS resources: existing, in use, not ready, remaining after a destroy. */
final class ResourceFailures {
  private static final String DELAYED = "[{action} of ]{subject} takes longer than usual";
  private static final String DELAYED_FOR =
      "it has been in progress for {age}, and usually takes {usual}";

  static final FailureDefinition ALREADY_EXISTS =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A resource of that name exists.",
          "{reported}",
          "If it belongs to this environment, retry: existing resources are detected"
              + " before the next plan. Otherwise rename or delete it");

  static final FailureDefinition RESOURCE_NOT_IN_STATE =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "A resource of the environment's name exists and is not in the state, because the"
              + " response to its creation was lost.",
          "{reported}",
          "[No attempt follows ({attempts} made). After a retry |Retried automatically: ]the next"
              + " attempt imports it, or names its owner if it is not of"
              + " this environment");

  static final FailureDefinition RESOURCE_IN_USE =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A resource cannot be deleted because another one uses it.",
          "{reported}",
          "[Delete what is not of this environment ({foreign})|Find out what uses it (usually"
              + " network interfaces and load balancers that the cluster created):"
              + " './provisioner env leftovers {environment} --remove' deletes what is proven to be"
              + " of this environment; delete the rest|Find out what uses it (usually network"
              + " interfaces and load balancers that the cluster created), delete that], then"
              + " retry");

  static final FailureDefinition RESOURCE_DELAYED =
      new FailureDefinition(
          TRANSIENT,
          "A change of a resource takes longer than usual; it is still in progress.",
          DELAYED,
          DELAYED_FOR,
          "No action needed: the operation waits for it, and deletes what is of this environment");

  static final FailureDefinition RESOURCE_DELETION_BLOCKED =
      new FailureDefinition(
              CONFLICT,
              "The deletion of a resource waits for something that is not of this environment; it"
                  + " is still in progress.",
              DELAYED,
              DELAYED_FOR,
              "Delete what is not of this environment ({foreign}), or detach it; the deletion then"
                  + " continues without a retry")
          .actedOnBy(ResponsibleParty.CUSTOMER);

  static final FailureDefinition DELETION_PROTECTED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A resource is protected against deletion.",
          "{reported}",
          "Remove the protection if the deletion is intended, then retry");

  static final FailureDefinition FINAL_SNAPSHOT_FAILED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "RDS could not take or copy the final snapshot of a database; the database still exists.",
          "RDS reports that snapshot {subject} has failed",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]look for its reason with 'aws rds describe-events --source-type db-snapshot'");

  static final FailureDefinition RESOURCE_NOT_READY =
      FailureDefinition.ofActivity(
          TIMEOUT,
          "A resource did not become ready in time.",
          "[it was still '{status}' after {limit} (expected: '{expected}')|{reported}]",
          "Check it in the AWS console. Retry when it is ready: it is kept");

  static final FailureDefinition RESOURCE_FAILED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "A resource entered a failed state.",
          "{reported}",
          "Check its events in the AWS console, fix the cause, then retry");

  static final FailureDefinition RESOURCE_BUSY =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "AWS is still changing the resource.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]check the resource's status in the AWS console");

  static final FailureDefinition RESOURCE_FAILED_WITHOUT_REASON =
      FailureDefinition.ofActivity(
          CAPACITY,
          "A resource entered a failed state, and AWS gives no reason.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically for about an hour: ]a"
              + " frequent cause is a lack of capacity for its type in one of its zones. If the"
              + " error persists, check the resource's events in the AWS console, or choose another"
              + " type");

  static final FailureDefinition KEY_UNUSABLE =
      FailureDefinition.ofActivity(
          CONFIGURATION,
          "A KMS key is disabled, scheduled for deletion, or not usable by the service that needs"
              + " it.",
          "{reported}",
          "Enable the key, or allow the service that uses it in the key's policy, then retry");

  static final FailureDefinition NOT_FOUND =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "A resource does not exist, or is not visible yet.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically with a new plan. If the"
              + " error persists, ]a resource of this environment was deleted by someone else");

  static final FailureDefinition RESOURCES_LEFT =
      new FailureDefinition(
          CONFLICT,
          "Resources remain in the account after the destroy.",
          "Resources remain in the account after the destroy",
          "{resources}",
          "Delete what uses them, then run './provisioner env retry {environment}', which removes"
              + " what is proven to be of the environment; './provisioner env leftovers"
              + " {environment} --remove --dry-run' shows which of them that are");

  private ResourceFailures() {}
}
