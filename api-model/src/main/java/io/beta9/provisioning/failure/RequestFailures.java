package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CANCELLED;
import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.INTERNAL;

/**
 * What users and operators request: conflicts, confirmations, cancellation; and internal errors.
 */
final class RequestFailures {

  static final FailureDefinition OPERATION_IN_PROGRESS =
      FailureDefinition.ofActivity(
          CONFLICT,
          "Another operation of the environment is in progress.",
          "another operation of the environment is in progress",
          "Wait until it has finished, or stop it with './provisioner env cancel {environment}'");

  static final FailureDefinition DATABASE_PROTECTED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The database of the environment is protected, and no snapshot of it is requested.",
          "its database is protected from deletion",
          "Keep a snapshot with './provisioner env destroy {environment} --final-snapshot'. To"
              + " destroy the data as well, set data.postgres.protect to false, run './provisioner"
              + " env update {environment} -f FILE', then destroy the environment");

  static final FailureDefinition CONFIRMATION_MISSING =
      new FailureDefinition(
          CONFIGURATION,
          "A dangerous command was not confirmed with the environment's name.",
          "{activity} requires confirmation",
          "['{given}' is not the environment's name|the environment's name was not given]",
          "Pass its name with --confirm {subject}");

  static final FailureDefinition REASON_MISSING =
      new FailureDefinition(
          CONFIGURATION,
          "A command that is recorded in the audit trail was given no reason.",
          "{activity} requires a reason",
          "the audit trail records who did it and why",
          "Pass the reason with --reason TEXT (in the API: the header X-Reason or the"
              + " field reason)");

  static final FailureDefinition TENANT_SUSPENDED =
      FailureDefinition.ofActivity(
          CONFLICT,
          "The tenant is suspended and requests no operations.",
          "the tenant {subject} is suspended",
          "An owner of the service resumes it with './provisioner tenants resume {subject}'");

  static final FailureDefinition TENANT_BEING_DELETED =
      new FailureDefinition(
          CONFLICT,
          "The tenant is being deleted.",
          "The request failed",
          "the tenant {subject} is being deleted",
          "Complete the deletion with './provisioner tenants delete {subject} --confirm {subject}"
              + " --reason TEXT'");

  static final FailureDefinition TENANT_EXISTS =
      new FailureDefinition(
          CONFLICT,
          "A tenant with the requested name exists.",
          "Creating the tenant failed",
          "{subject} exists",
          "Choose another name");

  static final FailureDefinition TENANT_HAS_ENVIRONMENTS =
      new FailureDefinition(
          CONFLICT,
          "A tenant is not deleted while it has environments.",
          "Deleting the tenant {subject} failed",
          "it has {count} environments that are not destroyed",
          "Destroy them first: './provisioner env list --tenant {subject}' shows them,"
              + " './provisioner env destroy ID --tenant {subject}' destroys one; then delete the"
              + " tenant");

  static final FailureDefinition INFRASTRUCTURE_INCOMPLETE =
      new FailureDefinition(
          CONFLICT,
          "Beta9 alone cannot be installed because the infrastructure may be incomplete.",
          "Installing only Beta9 in {subject} failed",
          "[its last operation failed in step {step}|it is not known in which step its"
              + " last operation failed], so its infrastructure may be incomplete",
          "Run './provisioner env retry {environment}'");

  static final FailureDefinition NO_GPU_MACHINES =
      new FailureDefinition(
          CONFLICT,
          "A GPU cannot be verified in an environment without machines that have one.",
          "Running a smoke test with a GPU in {subject} failed",
          "it has no machines with a GPU",
          "Run './provisioner env smoke {environment}' without --gpu, or set gpu.enabled in the"
              + " meta-config and run './provisioner env update {environment} -f FILE'");

  static final FailureDefinition OPERATION_CANCELLED =
      new FailureDefinition(
          CANCELLED,
          "A user cancelled the operation.",
          "[{activity}|The operation][ of {subject}] was cancelled",
          "[{user}|a user] requested it[, {circumstance}]",
          "Run './provisioner env retry {environment}' to resume, or './provisioner env"
              + " destroy {environment}'");

  static final FailureDefinition REPLACED_BY_FORCED_DESTROY =
      new FailureDefinition(
          CANCELLED,
          "A forced destroy replaced the operation.",
          "The operation of {subject} was stopped",
          "{user} requested a forced destroy",
          "Run './provisioner env watch {environment}'");

  static final FailureDefinition STATUS_SET_MANUALLY =
      new FailureDefinition(
          CONFLICT,
          "An operator set the environment's status while an operation was running.",
          "The operation of {subject} was stopped",
          "an operator set the status to destroyed while it was running; resources may"
              + " remain in account {account}",
          "If any resource remains, set the status to failed and run './provisioner env"
              + " destroy {environment}'");

  static final FailureDefinition UNEXPECTED_ERROR =
      new FailureDefinition(
          INTERNAL,
          "The worker encountered an unexpected error: a defect of this product.",
          "The operation failed with an internal error",
          "{reported}",
          "Retry. If it fails again, report it with the worker's log");

  private RequestFailures() {}
}
