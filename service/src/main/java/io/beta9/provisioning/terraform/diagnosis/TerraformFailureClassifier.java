package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.terraform.event.TerraformEvent.Diagnostic;
import io.beta9.provisioning.terraform.process.ChildLauncher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Classifies the errors of a Terraform run as a {@link Failure}. */
public final class TerraformFailureClassifier {
  private static final int KILLED = 137;
  private static final int LONGEST_TEXT = 16 * 1024;

  private TerraformFailureClassifier() {}

  /** One error of a run, and the rule that matches it. */
  private record Classification(
      String text, @Nullable String address, int row, Optional<ClassificationRule> rule) {}

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
        : explain(activity, List.of(find(stderr, null)), exitCode);
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
    List<Classification> findings = new ArrayList<>();
    for (Diagnostic error : outcome.errors()) {
      findings.add(find(error.summary() + "\n" + error.detail(), error.address()));
    }
    if (findings.isEmpty() || !outcome.errorText().isBlank()) {
      Classification rest = find(outcome.errorText(), null);
      if (findings.isEmpty() || rest.rule().isPresent()) {
        findings.add(rest);
      }
    }
    return explain(activity, findings, exitCode);
  }

  /** The error whose rule takes precedence is the cause; the others are counted. */
  private static Failure explain(String activity, List<Classification> findings, int exitCode) {
    Classification first =
        findings.stream().min(Comparator.comparingInt(Classification::row)).orElseThrow();
    String address = first.address();
    int further = findings.size() - 1;
    Failure failure =
        Failure.of(
                first.rule().map(ClassificationRule::code).orElse(FailureCode.TERRAFORM_FAILED),
                activity)
            .about(address == null ? null : new ResourceAddress(address))
            .with(FailureParameter.REPORTED, ErrorText.condense(first.text()))
            .with(FailureParameter.FURTHER_ERRORS, further > 0 ? Integer.toString(further) : null);
    if (first.rule().isEmpty()) {
      return failure.with(FailureParameter.EXIT_CODE, exitCode);
    }
    Matcher match = first.rule().get().pattern().matcher(first.text());
    if (!match.find()) {
      throw new IllegalStateException("a rule that matched does not match");
    }
    for (Map.Entry<FailureParameter, String> fact :
        first.rule().get().parameters().apply(match, first.text()).entrySet()) {
      failure = failure.with(fact.getKey(), fact.getValue());
    }
    return failure;
  }

  private static Classification find(String whole, @Nullable String address) {
    String text = whole.length() > LONGEST_TEXT ? whole.substring(0, LONGEST_TEXT) : whole;
    for (int row = 0; row < ClassificationTable.RULES.size(); row++) {
      ClassificationRule rule = ClassificationTable.RULES.get(row);
      if (rule.pattern().matcher(text).find()) {
        return new Classification(text, address, row, Optional.of(rule));
      }
    }
    return new Classification(text, address, Integer.MAX_VALUE, Optional.empty());
  }
}
