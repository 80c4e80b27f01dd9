package io.beta9.provisioning.failure;

import static io.beta9.provisioning.failure.FailureClass.CONFIGURATION;
import static io.beta9.provisioning.failure.FailureClass.CONFLICT;
import static io.beta9.provisioning.failure.FailureClass.TIMEOUT;
import static io.beta9.provisioning.failure.FailureClass.TRANSIENT;

/** Plans, and the adoption of what an interrupted run created. */
final class PlanFailures {
  private static final String PLAN = "The plan was rejected";
  private static final String RESUMING = "Resuming after an interrupted run failed";
  private static final String CHECK_RESOURCE =
      "Compare the resource in the account with the state ('./provisioner state show"
          + " {environment}'), resolve the difference, and retry; nothing was changed yet";

  static final FailureDefinition PLAN_STALE =
      FailureDefinition.ofActivity(
          TRANSIENT,
          "The state changed between the plan and its apply.",
          "the state changed between the plan and its apply",
          "[No attempt follows ({attempts} made)|Retried automatically with a new plan]; nothing"
              + " was changed");

  static final FailureDefinition PLAN_WOULD_DUPLICATE =
      new FailureDefinition(
          CONFLICT,
          "The plan would create a resource that may exist already.",
          PLAN,
          "it would create {subject}, which may exist in the account already",
          CHECK_RESOURCE);

  static final FailureDefinition PLAN_WOULD_CHANGE =
      new FailureDefinition(
          CONFLICT,
          "The plan would change an imported resource unexpectedly.",
          PLAN,
          "it would change {attributes} of {subject}, which an interrupted run created"
              + " and which should need no change",
          CHECK_RESOURCE);

  static final FailureDefinition PLAN_WOULD_DESTROY =
      new FailureDefinition(
          CONFLICT,
          "The plan would destroy or replace a resource that no one asked to remove.",
          PLAN,
          "it would {action} {subject}[ (and {count} more)][, and with it {loss}][;"
              + " Terraform's reason is '{reported}']",
          "[If {tainted} is healthy in AWS, run 'terraform untaint {tainted}' in the"
              + " stack directory and retry|Check the resource in the account and in the state"
              + " ('./provisioner state show {environment}'), and what was changed in the"
              + " meta-config or in the account; then retry. Nothing was changed yet]");

  static final FailureDefinition UPDATE_WOULD_INTERRUPT =
      new FailureDefinition(
          CONFIGURATION,
          "An update would remove or replace what the running platform depends on, and the request"
              + " does not accept that.",
          "Updating {subject} was rejected",
          "it would interrupt the platform: {consequences}[; {resources} would be removed or"
              + " replaced]; nothing was changed",
          "Change the meta-config, or accept exactly this with './provisioner env update"
              + " {environment} -f FILE --accept-interruption {acceptances}'; --dry-run shows what"
              + " it means");

  static final FailureDefinition UPDATE_PLAN_CHANGED =
      new FailureDefinition(
          CONFLICT,
          "An update would interrupt or remove more than the plan that was confirmed.",
          "Updating {subject} was rejected",
          "its plan would change what the confirmed plan did not show: {resources}; nothing was"
              + " changed",
          "Review the new plan with './provisioner env update {environment} -f FILE --dry-run',"
              + " and repeat the update");

  static final FailureDefinition UPDATE_PLAN_OUTDATED =
      new FailureDefinition(
          CONFLICT,
          "The confirmed plan is not one of this update, or has not succeeded.",
          "Updating {subject} was rejected",
          "{operation} is not a successful plan of this meta-config for the environment as it is"
              + " now; nothing was changed",
          "Plan again with './provisioner env update {environment} -f FILE --dry-run'");

  static final FailureDefinition NOTHING_TO_PLAN =
      new FailureDefinition(
          CONFIGURATION,
          "An update cannot be planned before anything has been created.",
          "Planning the update of {subject} was rejected",
          "nothing has been created in the environment yet, so that nothing can be interrupted",
          "Update it without a plan: './provisioner env update {environment} -f FILE'");

  static final FailureDefinition ADOPTION_AMBIGUOUS =
      new FailureDefinition(
          CONFLICT,
          "More than one resource in the account can be the one that an interrupted run created.",
          RESUMING,
          "more than one resource in the account matches {subject}: {ids}",
          "Find out which of {ids} is in use, delete the others, then retry");

  static final FailureDefinition ADOPTION_NOT_OWNED =
      new FailureDefinition(
          CONFLICT,
          "A resource of the required name exists and does not belong to the environment.",
          RESUMING,
          "{subject} is to be created as {id}, which exists[ and refers to the key {key}, which"
              + " does not belong to this environment| and whose tag says that it belongs to"
              + " {owner}| in another account or region (status {status})|: {reported}| without"
              + " the tag of this environment]",
          "Delete or rename {id} if it is not in use, then retry");

  static final FailureDefinition ADOPTION_UNHEALTHY =
      new FailureDefinition(
          CONFLICT,
          "A resource that an interrupted run created is in a failed state.",
          RESUMING,
          "{subject} exists as {id}, and its status is '{status}'",
          "Check {id} in the AWS console, fix or delete it, then retry");

  static final FailureDefinition ADOPTION_TIMEOUT =
      new FailureDefinition(
          TIMEOUT,
          "A resource that an interrupted run created did not become ready.",
          RESUMING,
          "not ready within {timeout}: {resources}",
          "Check them in the AWS console, then retry: the wait restarts");

  private PlanFailures() {}
}
