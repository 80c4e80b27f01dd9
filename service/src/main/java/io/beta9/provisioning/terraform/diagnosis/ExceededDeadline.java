package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import java.time.Duration;
import java.util.List;

/** A deadline that a Terraform run exceeded. */
public sealed interface ExceededDeadline {

  /** The deadline of a change to one resource. */
  record OfResource(String address, Action action, Duration limit) implements ExceededDeadline {}

  /** The deadline of the whole run, with the changes that were in progress. */
  record OfRun(Duration limit, List<ChangeInProgress> inProgress) implements ExceededDeadline {}

  /** A change to a resource, and how long it has taken up to now. */
  record ChangeInProgress(String address, Action action, Duration elapsed) {}

  /** Returns the failure {@code terraform-deadline} of the activity, a gerund phrase. */
  default Failure failure(String activity) {
    Failure failure = Failure.of(FailureCode.TERRAFORM_DEADLINE, activity);
    return switch (this) {
      case OfResource(var address, var action, var limit) ->
          failure
              .with(FailureParameter.RESOURCE, address)
              .with(FailureParameter.CHANGE, code(action))
              .with(FailureParameter.TIMEOUT, limit);
      case OfRun(var limit, var inProgress) ->
          failure
              .with(FailureParameter.TIMEOUT, limit)
              .with(
                  FailureParameter.IN_PROGRESS,
                  inProgress.stream()
                      .map(
                          change ->
                              change.address()
                                  + " "
                                  + code(change.action())
                                  + " "
                                  + change.elapsed())
                      .toList());
    };
  }

  private static String code(Action action) {
    return switch (action) {
      case CREATE -> "create";
      case REPLACE -> "replace";
      case DELETE -> "delete";
      default -> "update";
    };
  }
}
