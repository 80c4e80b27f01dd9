package io.beta9.provisioning.terraform.diagnosis;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.terraform.process.ChildLauncher;
import io.beta9.provisioning.terraform.run.RunOutcome;
import io.beta9.provisioning.terraform.run.TerraformEvent.Diagnostic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Turns what Terraform left behind into a {@link Failure}. */
public final class TerraformFailureClassifier {
  private static final int KILLED = 137;
  private static final int LONGEST_TEXT = 16 * 1024;

  private TerraformFailureClassifier() {}

  /** One error of a run, and the row of the table that knows it. */
  private record Classification(
      String text, @Nullable String address, int row, Optional<ClassificationRule> rule) {}

  public static Failure of(RunOutcome outcome, Optional<Path> erroredState) {
    Failure failure =
        switch (outcome.ending()) {
          case CANCELLED -> cancelled(outcome);
          case DEADLINE -> deadline(outcome);
          case KILLED -> killedByWorker(outcome);
          case ITS_OWN -> byItself(outcome);
        };
    if (erroredState.isEmpty() || failure.code().equals("state-not-saved")) {
      return failure;
    }
    return new Failure(
        FailureClass.TRANSIENT,
        "state-not-saved",
        failure.what(),
        "the state could not be saved, and lies in "
            + erroredState.get()
            + "; what came before: "
            + failure.why(),
        ClassificationTable.KEPT);
  }

  /** For a command whose output was not kept. */
  public static Failure ofShort(String doing, int exitCode, String stderr) {
    if (exitCode == -1) {
      return new Failure(
          FailureClass.TIMEOUT,
          "terraform-deadline",
          doing + " failed",
          "Terraform did not answer in time",
          "Retry; if it comes back, check the way from this host to the state's bucket");
    }
    return explain(doing, List.of(find(stderr, null)), exitCode);
  }

  private static Failure byItself(RunOutcome outcome) {
    String doing = outcome.kind().doing();
    if (outcome.exitCode().isEmpty()) {
      return new Failure(
          FailureClass.TRANSIENT,
          "terraform-vanished",
          doing + " failed",
          "Terraform ended without an exit code, as it does when its host or container is stopped",
          "Retry: what had been made is looked for before the next plan");
    }
    int exitCode = outcome.exitCode().getAsInt();
    if (exitCode == KILLED) {
      return new Failure(
          FailureClass.TRANSIENT,
          "terraform-killed",
          doing + " failed",
          "Terraform was killed (exit code 137), by its host for want of memory or by a person",
          "Nothing to do at first: what had been made is looked for and the rest is made. If it"
              + " comes back, give the worker more memory or set WORKER_CONCURRENCY lower");
    }
    if (exitCode == ChildLauncher.NOT_BEGUN && outcome.planned().changes().isEmpty()) {
      return new Failure(
          FailureClass.TRANSIENT,
          "terraform-not-begun",
          doing + " failed",
          "the worker went away before Terraform had begun",
          "Retry: nothing was done");
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
    return explain(doing, findings, exitCode);
  }

  /** The error whose row stands highest is the cause; the others are counted. */
  private static Failure explain(String doing, List<Classification> findings, int exitCode) {
    Classification first =
        findings.stream().min(Comparator.comparingInt(Classification::row)).orElseThrow();
    String address = first.address();
    String what = (address == null ? doing : doing + " at " + address) + " failed";
    String more =
        findings.size() > 1 ? " (" + (findings.size() - 1) + " more errors came with it)" : "";
    if (first.rule().isEmpty()) {
      return new Failure(
          FailureClass.INTERNAL,
          "terraform-failed",
          what,
          ErrorText.condense(first.text()) + " (exit code " + exitCode + ")" + more,
          "Look into terraform.log in the stack directory, then retry");
    }
    ClassificationRule rule = first.rule().get();
    Matcher match = rule.pattern().matcher(first.text());
    if (!match.find()) {
      throw new IllegalStateException("a rule that matched does not match");
    }
    return new Failure(
        rule.kind(),
        rule.code(),
        what,
        rule.why().apply(match, first.text()) + more,
        rule.nextFor(match));
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

  private static Failure cancelled(RunOutcome outcome) {
    return new Failure(
        FailureClass.CANCELLED,
        "cancelled",
        outcome.kind().doing() + " was stopped",
        "a person asked for it",
        "Retry to go on, or destroy the environment");
  }

  private static Failure deadline(RunOutcome outcome) {
    return new Failure(
        FailureClass.TIMEOUT,
        "terraform-deadline",
        outcome.kind().doing() + " failed",
        outcome.tooLong().orElse("Terraform ran past its deadline") + "; it was stopped",
        "Look at that resource in the account, then retry: what had been made is kept."
            + " STEP_DEADLINES and RESOURCE_DEADLINES give more time");
  }

  private static Failure killedByWorker(RunOutcome outcome) {
    return new Failure(
        FailureClass.TRANSIENT,
        "terraform-stopped",
        outcome.kind().doing() + " failed",
        "the worker lost its claim on the environment, and stopped its Terraform",
        "Nothing to do: the operation is taken up again, and what had been made is looked for");
  }
}
