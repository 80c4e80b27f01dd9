package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureClass;

/** Something that a look at the account has found before anything is made there. */
public record PreflightFinding(Severity severity, Failure failure) {
  private static final String WHAT = "Checking the account";

  /** Whether it can go on with it. */
  public enum Severity {
    /** It would fail, after minutes and with something half made. */
    BLOCKING,
    /** It may go well. */
    WARNING
  }

  static PreflightFinding blocking(FailureClass kind, String code, String why, String next) {
    return new PreflightFinding(Severity.BLOCKING, new Failure(kind, code, WHAT, why, next));
  }

  static PreflightFinding warning(FailureClass kind, String code, String why, String next) {
    return new PreflightFinding(Severity.WARNING, new Failure(kind, code, WHAT, why, next));
  }
}
