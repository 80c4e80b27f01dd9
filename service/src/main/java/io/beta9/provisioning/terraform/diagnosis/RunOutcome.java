package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.plan.PlanSummary;
import io.beta9.provisioning.terraform.process.RunKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a Terraform ended, with all that it said about it.
 *
 * @param exitCode nothing where it vanished without one
 * @param errors its error diagnostics, in order
 * @param tooLong where it ran past a deadline: what took too long, as a sentence
 * @param errorText the end of what it wrote to stderr, and what it wrote to stdout that was no JSON
 */
public record RunOutcome(
    RunKind kind,
    OptionalInt exitCode,
    RunEnd ending,
    List<Diagnostic> errors,
    String errorText,
    PlanSummary planned,
    List<TerraformEvent.ChangeSummary> applied,
    Optional<String> tooLong) {

  /** By whose will it ended. */
  public enum RunEnd {
    ITS_OWN,
    /** A person asked for it to stop. */
    CANCELLED,
    /** It ran past its deadline. */
    DEADLINE,
    /** The worker had no right to it any more. */
    KILLED
  }

  public boolean succeeded() {
    return exitCode.isPresent() && exitCode.getAsInt() == 0;
  }
}
