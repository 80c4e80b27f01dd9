package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.INTERNAL;
import static io.beta9.provisioning.failure.FailureClass.TIMEOUT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Terraform's process, its configuration and its provider. */
final class TerraformFailures {
  private static final String MORE_MEMORY =
      "[No attempt follows ({attempts} made). After a retry |Retried automatically: ]existing"
          + " resources are detected and the remaining ones are created. If the error persists,"
          + " give the worker more memory or set WORKER_CONCURRENCY lower";
  private static final String NOTHING_LOST =
      "[No attempt follows ({attempts} made). After a retry |Retried automatically: ]existing"
          + " resources are detected before the next plan";

  static final FailureDefinition TERRAFORM_FAILED =
      FailureDefinition.ofActivity(
          INTERNAL,
          "Terraform failed for a reason that is not in the catalogue.",
          "{reported}[ (exit code {exit_code})]",
          "Read terraform.log in the stack directory, then retry");

  static final FailureDefinition TERRAFORM_DEADLINE =
      FailureDefinition.ofActivity(
          TIMEOUT,
          "Terraform exceeded a deadline and was stopped.",
          "[{resource} {change} within {timeout}|Terraform did not finish within"
              + " {timeout}[; in progress: {in_progress}]|{reported}|Terraform did not finish"
              + " in time]; Terraform was stopped",
          "Check the resource in the account, then retry: existing resources are kept."
              + " STEP_DEADLINES and RESOURCE_DEADLINES allow more time");

  static final FailureDefinition TERRAFORM_EXIT_CODE_MISSING =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "Terraform ended without an exit code, because its host or container was stopped.",
          "Terraform ended without an exit code, probably because its host or container"
              + " was stopped",
          NOTHING_LOST);

  static final FailureDefinition TERRAFORM_KILLED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "Terraform was killed, for example by an operator.",
          "Terraform was killed (exit code 137); its worker's memory limit was not the cause, or"
              + " could not be determined",
          MORE_MEMORY);

  static final FailureDefinition TERRAFORM_OUT_OF_MEMORY =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The kernel killed Terraform or its provider because the worker's memory was exhausted.",
          "the kernel killed Terraform or its provider because the worker's memory was exhausted",
          "[No attempt follows ({attempts} made). After a retry |Retried automatically: ]existing"
              + " resources are detected and the remaining ones are created. If the error persists,"
              + " set WORKER_CONCURRENCY lower, set TERRAFORM_MEMORY to what one Terraform process"
              + " needs, or raise the memory limit of the worker");

  static final FailureDefinition TERRAFORM_NOT_STARTED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The worker ended before it had started Terraform.",
          "the worker ended before Terraform had started",
          "[No attempt follows ({attempts} made)|Retried automatically]; nothing was changed");

  static final FailureDefinition TERRAFORM_STOPPED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The worker lost its claim and stopped its Terraform process.",
          "the worker lost its claim on the operation and stopped Terraform",
          "No action needed: the operation resumes, and existing resources are detected");

  static final FailureDefinition TERRAFORM_NOT_FOUND =
      new FailureDefinition(
          TRANSIENT,
          "Terraform is not installed, or it is not executable.",
          "Starting Terraform failed",
          "[{path} reports '{found}' instead of a version|{path} could not be executed:"
              + " {reported}|{path} is not an executable file|{reported}|neither terraform nor tofu"
              + " is on the PATH]",
          "Install Terraform 1.11 or newer (or OpenTofu 1.11), or set TERRAFORM_BINARY."
              + " Until then, the worker claims no operations");

  static final FailureDefinition TERRAFORM_TOO_OLD =
      FailureDefinition.ofActivity(
              CONFIGURATION,
              "The installed Terraform version is not supported.",
              "{reported}",
              "Install Terraform 1.11 or newer (or OpenTofu 1.11) where the worker runs")
          .actedOnBy(ResponsibleParty.OPERATOR);

  static final FailureDefinition PROVIDER_NOT_FOUND =
      FailureDefinition.ofActivity(
              CONFIGURATION,
              "The AWS provider could not be installed.",
              "{reported}",
              "Allow the worker to reach registry.terraform.io, or set"
                  + " TERRAFORM_PROVIDER_MIRROR to a directory that contains the AWS provider")
          .actedOnBy(ResponsibleParty.OPERATOR);

  static final FailureDefinition PROVIDER_SCHEMAS_UNAVAILABLE =
      FailureDefinition.ofActivity(
              TRANSIENT,
              "The AWS provider could not be loaded.",
              "{reported}",
              "[No attempt follows ({attempts} made): |Retried automatically. If the error"
                  + " persists, ]give the worker more memory or set WORKER_CONCURRENCY lower")
          .actedOnBy(ResponsibleParty.OPERATOR);

  static final FailureDefinition REGISTRY_UNREACHABLE =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The provider registry did not answer.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]allow the worker to reach registry.terraform.io, or set"
              + " TERRAFORM_PROVIDER_MIRROR");

  static final FailureDefinition PROVIDER_NOT_STARTED =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The AWS provider's process did not start.",
          "{reported}",
          "[No attempt follows ({attempts} made): |Retried automatically. If the error persists,"
              + " ]give the worker more memory or CPU, or set WORKER_CONCURRENCY lower");

  static final FailureDefinition INVALID_REQUEST =
      FailureDefinition.ofActivity(
          INTERNAL,
          "AWS rejected a combination of parameters that this service has composed.",
          "{reported}",
          "Report it with the environment's id: the Terraform module composed an invalid request");

  static final FailureDefinition PROVIDER_CRASHED =
      FailureDefinition.ofActivity(
          TRANSIENT, "The AWS provider's process crashed.", "{reported}", MORE_MEMORY);

  static final FailureDefinition INVALID_CONFIGURATION =
      FailureDefinition.ofActivity(
              CONFIGURATION,
              "The Terraform configuration is invalid.",
              "{reported}",
              "Report it with the environment's id: the Terraform module and its variables"
                  + " do not match")
          .actedOnBy(ResponsibleParty.OPERATOR);

  private TerraformFailures() {}
}
