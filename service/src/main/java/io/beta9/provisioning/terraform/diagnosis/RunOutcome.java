package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.RunKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Result of a Terraform run with its diagnostics.
 *
 * @param exitCode empty if the process ended without a known exit code
 * @param errors its error diagnostics, in order
 * @param passedDeadline the deadline that was exceeded, if any
 * @param errorText the end of its stderr, and the lines of its stdout that were not JSON
 */
public record RunOutcome(
    RunKind kind,
    OptionalInt exitCode,
    RunEnd ending,
    List<Diagnostic> errors,
    String errorText,
    PlanSummary planned,
    List<TerraformEvent.ChangeSummary> applied,
    Optional<ExceededDeadline> passedDeadline) {

  /** Why the process ended. */
  public enum RunEnd {
    EXITED,
    /** Unknown, and the kernel killed a process of this worker for lack of memory meanwhile. */
    MEMORY_KILL,
    /** Cancelled by a user. */
    CANCELLED,
    /** A deadline was exceeded. */
    DEADLINE,
    /** The worker lost its claim. */
    KILLED
  }

  public boolean succeeded() {
    return exitCode.isPresent() && exitCode.getAsInt() == 0;
  }
}
