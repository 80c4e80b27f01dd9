package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.cause.ErrorClassifier;
import io.beta9.provisioning.failure.cause.ReportedError;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.process.ChildLauncher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Classifies the errors of a Terraform run as a {@link Failure}. */
public final class TerraformFailureClassifier {
  private static final int KILLED = 137;

  private TerraformFailureClassifier() {}

  /**
   * Returns the failure of a run.
   *
   * @param erroredState the file of a state that Terraform could not write, if there is one
   */
  public static Failure of(RunOutcome outcome, Optional<Path> erroredState) {
    Failure failure =
        switch (outcome.ending()) {
          case CANCELLED -> Failure.of(FailureCode.OPERATION_CANCELLED, outcome.kind().activity());
          case DEADLINE ->
              outcome
                  .passedDeadline()
                  .map(deadline -> deadline.failure(outcome.kind().activity()))
                  .orElseGet(
                      () -> Failure.of(FailureCode.TERRAFORM_DEADLINE, outcome.kind().activity()));
          case KILLED -> Failure.of(FailureCode.TERRAFORM_STOPPED, outcome.kind().activity());
          case EXITED -> ofExit(outcome);
          case MEMORY_KILL -> ofExitAfterMemoryKill(outcome);
        };
    if (erroredState.isEmpty() || failure.code() == FailureCode.STATE_NOT_SAVED) {
      return failure;
    }
    return Failure.of(FailureCode.STATE_NOT_SAVED, outcome.kind().activity())
        .about(failure.subject())
        .with(FailureParameter.PATH, erroredState.get().toString())
        .and(List.of(failure));
  }

  /**
   * Returns the failure of a short command whose output was not recorded.
   *
   * @param activity a gerund phrase: "Reading the state"
   */
  public static Failure ofShort(String activity, int exitCode, String stderr) {
    return exitCode == -1
        ? Failure.of(FailureCode.TERRAFORM_DEADLINE, activity)
        : failure(activity, List.of(ReportedError.of(stderr)), exitCode);
  }

  /** Another process may have been killed: only a failure that looks like a kill is attributed. */
  private static Failure ofExitAfterMemoryKill(RunOutcome outcome) {
    Failure failure = ofExit(outcome);
    return switch (failure.code()) {
      case TERRAFORM_KILLED, PROVIDER_CRASHED ->
          Failure.of(FailureCode.TERRAFORM_OUT_OF_MEMORY, outcome.kind().activity());
      default -> failure;
    };
  }

  private static Failure ofExit(RunOutcome outcome) {
    String activity = outcome.kind().activity();
    if (outcome.exitCode().isEmpty()) {
      return Failure.of(FailureCode.TERRAFORM_EXIT_CODE_MISSING, activity);
    }
    int exitCode = outcome.exitCode().getAsInt();
    if (exitCode == KILLED) {
      return Failure.of(FailureCode.TERRAFORM_KILLED, activity);
    }
    if (exitCode == ChildLauncher.NOT_STARTED && outcome.planned().changes().isEmpty()) {
      return Failure.of(FailureCode.TERRAFORM_NOT_STARTED, activity);
    }
    List<ReportedError> errors = new ArrayList<>();
    for (Diagnostic error : outcome.errors()) {
      errors.add(new ReportedError(error.summary() + "\n" + error.detail(), error.address()));
    }
    // Without diagnostics it is all that is known; beside them it contains mostly progress.
    if (errors.isEmpty() || ErrorClassifier.code(outcome.errorText()).isPresent()) {
      errors.add(ReportedError.of(outcome.errorText()));
    }
    return failure(activity, errors, exitCode);
  }

  private static Failure failure(String activity, List<ReportedError> errors, int exitCode) {
    Failure failure = ErrorClassifier.failure(activity, errors, FailureCode.TERRAFORM_FAILED);
    return failure.code() == FailureCode.TERRAFORM_FAILED
        ? failure.with(FailureParameter.EXIT_CODE, exitCode)
        : failure;
  }
}
